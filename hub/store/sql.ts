/**
 * The tiny face behind which a PostgreSQL stands: PGlite, or a server. Placeholders are $1, $2 …; a `bytea` comes back as
 * Uint8Array; a `bigint` is cast where it is read, because drivers differ.
 */
export interface Sql {
  query<Row>(text: string, params?: readonly unknown[]): Promise<Row[]>
  /** Several statements without parameters: a migration. */
  run(script: string): Promise<void>
  /** One transaction, read committed; inside one, `work` joins it. A throw rolls back. The answer comes after the commit. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>
}

export interface Database extends Sql {
  close(): Promise<void>
}
