/**
 * The one way to sharp in this process. libvips reads the variable when it is loaded, and then refuses the loaders that its
 * authors do not hold up against hostile files (SVG, PDF, ImageMagick …). The import waits for it: a static one would come
 * first, in a bundle even from another file.
 */
process.env['VIPS_BLOCK_UNTRUSTED'] = '1'
const { default: sharp } = await import('sharp')

// One hostile file at a time: nothing is worth caching, and the pool runs one process per core.
sharp.cache(false)
sharp.concurrency(1)

export { sharp }
