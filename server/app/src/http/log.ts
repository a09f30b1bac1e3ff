import { pino } from 'pino';
import type { Logger } from 'pino';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What must never be written, wherever it stands in a record. */
const SECRET = ['token', 'key', 'password', 'secret', 'authorization', 'cookie'];

/** Records as JSON lines on standard error; secrets in them are blanked. */
export function createLog(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: label => ({ level: label }) },
      redact: {
        paths: SECRET.flatMap(name => [name, `*.${name}`, `*.*.${name}`]),
        censor: '***'
      },
      serializers: {
        err: (error: unknown) => {
          const { name, message, stack, code } = error as NodeJS.ErrnoException;
          return { name, code, message: withoutSecrets(message), stack: withoutSecrets(stack) };
        }
      }
    },
    pino.destination({ dest: 2, sync: true })
  );
}

/** Errors of drivers may quote an address with a password in it. */
export function withoutSecrets(text: string | undefined): string | undefined {
  return text?.replace(/(\w+:\/\/[^\s:/@]+):[^\s@]+@/g, '$1:***@');
}
