import { openDoors } from './try-doors.ts'
import { wrongFuses } from './read-fuses.ts'

/** `node scripts/package/check-packaged.ts PROGRAM`: reads the fuses of a packaged app back, and tries the doors that they close. */
const program = process.argv[2]
if (program === undefined) throw new Error('check-packaged PROGRAM')
const wrong = await wrongFuses(program)
const open = await openDoors(program)
for (const fuse of wrong) console.error(`fuse: ${fuse}`)
for (const door of open) console.error(`open: ${door}`)
if (wrong.length + open.length > 0) process.exit(1)
console.log(`${program}: every fuse as wanted, every door closed`)
