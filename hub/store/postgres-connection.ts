import type { ClientBase, ClientConfig } from 'pg'

/** Shorter than a workstation waits (15 s): it then hears the hub's code, and not silence. */
const STATEMENT_MS = 10_000
const CONNECT_MS = 5000

/** Of every connection of the hub to PostgreSQL. What the URL leaves out comes from PGHOST, PGPASSWORD, ~/.pgpass and the like. */
export function connectionTo(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'paravent hub',
    connectionTimeoutMillis: CONNECT_MS,
    // A server that went away without a word: PostgreSQL's own limit does not reach us then.
    query_timeout: STATEMENT_MS + 2000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  }
}

/**
 * What we rely on, whatever the server's defaults are: read committed; commits on disk before they are answered (a stronger
 * setting is left as it is); and a hub whose machine vanished loses its locks within half a minute.
 */
const SESSION = `
  set default_transaction_isolation = 'read committed';
  set statement_timeout = ${STATEMENT_MS};
  set idle_in_transaction_session_timeout = 30000;
  set idle_session_timeout = 0;
  set tcp_keepalives_idle = 10;
  set tcp_keepalives_interval = 5;
  set tcp_keepalives_count = 3;
  select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`

export async function prepareSession(client: ClientBase): Promise<void> {
  await client.query(SESSION)
}
