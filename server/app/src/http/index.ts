export { bearerOf, sameSecret, userOf } from './authentication.ts';
export { sendDownload } from './downloads.ts';
export { toAtelierError } from './errors.ts';
export { createFastPath } from './fast-path.ts';
export type { FastInput, FastRoute } from './fast-path.ts';
export { register } from './handler.ts';
export type {
  Answer,
  Call,
  Download,
  EventStream,
  Handler,
  HandlersOf,
  Registration,
  User
} from './handler.ts';
export { createLog, LOG_LEVELS, withoutSecrets } from './log.ts';
export type { LogLevel } from './log.ts';
export { sendJson } from './replies.ts';
export { createHttpServer } from './server.ts';
export type { Exchange, FrontHandler, HttpServer } from './server.ts';
export { parseInput, withoutNul } from './validation.ts';
