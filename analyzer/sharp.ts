import './block-untrusted.ts'
import sharp from 'sharp'

// One hostile file at a time: nothing is worth caching, and the pool runs one process per core.
sharp.cache(false)
sharp.concurrency(1)

export { sharp }
