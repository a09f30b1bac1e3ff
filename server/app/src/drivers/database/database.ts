import type { Kysely } from 'kysely';

export type DatabaseKind = 'sqlite' | 'postgresql';

/**
 * What a store builds its queries on: the whole database or one transaction of it. A store names
 * its tables with `queries.$extendTables<Tables>()`.
 */
export type Queries = Kysely<unknown>;

/** The port of the database. SQL above it keeps to what both kinds understand. */
export interface Database {
  readonly kind: DatabaseKind;
  /**
   * Queries outside of a transaction. They reject when used inside of the work of a transaction:
   * there, only its own queries see and keep its writes.
   */
  readonly queries: Queries;
  /**
   * For queries that only read and may take long: they run beside everything else, and see what was
   * committed before they were asked. Like `queries` they reject inside of a transaction.
   */
  readonly reads: Queries;
  /** All or nothing; what it resolves to is durable. Transactions do not nest. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /** Brings the tables up to date. */
  migrate(): Promise<void>;
  /** Findings of the database about its own integrity; none when it is sound. */
  check(): Promise<string[]>;
  close(): Promise<void>;
}
