/** What can go wrong with a database, whichever it is. */
export type DatabaseProblemKind =
  'unique' | 'reference' | 'full' | 'broken' | 'newer' | 'read-only' | 'unavailable';

export class DatabaseProblem extends Error {
  readonly kind: DatabaseProblemKind;

  constructor(kind: DatabaseProblemKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseProblem';
    this.kind = kind;
  }
}

interface DriverError {
  code?: string;
  errcode?: number;
}

/** https://www.sqlite.org/rescode.html: the low byte is the primary result code. */
const SQLITE_PRIMARY: Record<number, DatabaseProblemKind> = {
  5: 'unavailable',
  6: 'unavailable',
  8: 'read-only',
  10: 'unavailable',
  11: 'broken',
  13: 'full',
  14: 'unavailable',
  26: 'broken'
};
const SQLITE_EXTENDED: Record<number, DatabaseProblemKind> = {
  787: 'reference',
  1811: 'reference',
  1555: 'unique',
  2067: 'unique',
  // A write that fails below SQLite, most often for want of room.
  778: 'full'
};

/** https://www.postgresql.org/docs/current/errcodes-appendix.html, by class where all of it fits. */
const POSTGRESQL: [RegExp, DatabaseProblemKind][] = [
  [/^23505$/, 'unique'],
  [/^23503$/, 'reference'],
  [/^53100$/, 'full'],
  [/^25006$/, 'read-only'],
  [/^XX00[12]$/, 'broken'],
  [/^(08...|53...|57P0.|28...|3D000|40001|40P01)$/, 'unavailable'],
  [/^(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|EAI_AGAIN|ENOENT)$/, 'unavailable']
];

/** The kind of a failed query; undefined when the error is not the database's. */
export function problemOf(error: unknown): DatabaseProblemKind | undefined {
  if (error instanceof DatabaseProblem) {
    return error.kind;
  }
  const { code, errcode } = (error ?? {}) as DriverError;
  if (code === 'ERR_SQLITE_ERROR' && errcode !== undefined) {
    return SQLITE_EXTENDED[errcode] ?? SQLITE_PRIMARY[errcode & 0xff];
  }
  if (typeof code === 'string' && isOfPostgresql(error)) {
    return POSTGRESQL.find(([pattern]) => pattern.test(code))?.[1];
  }
  if (error instanceof Error && /Connection terminated|timeout exceeded when/.test(error.message)) {
    return 'unavailable';
  }
  return undefined;
}

/** Errors of file access share code names with those of a lost connection: tell them apart. */
function isOfPostgresql(error: unknown): boolean {
  const { severity, syscall } = error as { severity?: string; syscall?: string };
  return severity !== undefined || ['connect', 'read', 'write', 'getaddrinfo'].includes(syscall!);
}
