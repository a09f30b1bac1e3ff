/** Why a server could not start: a stable code, a sentence, and what to do. */
export type StartErrorCode =
  | 'already-running'
  | 'invalid-configuration'
  | 'data-folder-unusable'
  | 'storage-full'
  | 'database-broken'
  | 'database-newer'
  | 'database-unreachable'
  | 'token-file-unusable'
  | 'socket-taken'
  | 'socket-unusable'
  | 'port-taken'
  | 'address-unusable'
  | 'internal';

export interface StartErrorOptions extends ErrorOptions {
  remedy: string;
  /** Address of the server that already runs. */
  url?: string;
}

/** Exit code of sysexits.h for “try again later”. */
const EXIT_TEMPORARY = 75;

export class StartError extends Error {
  readonly code: StartErrorCode;
  readonly remedy: string;
  readonly url?: string;

  constructor(code: StartErrorCode, message: string, options: StartErrorOptions) {
    super(message, options);
    this.name = 'StartError';
    this.code = code;
    this.remedy = options.remedy;
    this.url = options.url;
  }

  get exitCode(): number {
    return this.code === 'already-running' ? EXIT_TEMPORARY : 1;
  }

  toJSON(): Record<string, string> {
    const { code, message, remedy, url } = this;
    return { code, message, remedy, ...(url && { url }) };
  }
}
