import type { Readable } from 'node:stream';
import type { ParsedInput, Route, RouteTree } from '@atelier-ml/api';
import { flattenRoutes } from '@atelier-ml/api';
import type { z } from 'zod';
import type { ByteRange } from './ranges.ts';

/** Who asks, as Jupyter has authenticated them; `local` if nobody says. */
export interface User {
  username: string;
  name: string;
}

/** What every handler gets besides its validated input. */
export interface Call {
  user: User;
  requestId: string;
  /** Aborted when the caller goes away. */
  signal: AbortSignal;
  /** `Last-Event-ID` of a reader of events that has come back. */
  lastEventId?: string;
  /** `User-Agent` of the caller, where it matters. */
  userAgent?: string;
  /** Where the caller has reached the server, e.g. `https://host/team/atelier`, where it matters. */
  address?: () => string;
}

/** Bytes to answer. */
export interface Download {
  /** A reader of parts where the content is at rest; a stream of what is made while it is sent. */
  content: Readable | ((part?: ByteRange) => Promise<Readable>);
  size?: number;
  filename: string;
  mediaType: string;
  /** Hash of the content, if known: becomes the ETag. */
  sha256?: string;
}

/** Chunks of an event stream; it ends when the caller's signal is aborted. */
export type EventStream = AsyncIterable<string>;

export type Answer<R extends Route> = R['response'] extends z.ZodType
  ? z.input<R['response']>
  : R['response'] extends 'bytes'
    ? Download
    : EventStream;

/** Answers one route: validated input → one call of a service → its answer. */
export type Handler<R extends Route> = (
  input: ParsedInput<R> & Call & (R['body'] extends 'bytes' ? { content: Readable } : unknown)
) => Promise<Answer<R>>;

/** An object of the same shape as the routes, with a handler for each. */
export type HandlersOf<T> = T extends Route
  ? Handler<T>
  : { readonly [K in keyof T]: HandlersOf<T[K]> };

/** A route with its handler, types erased: what the router works on. */
export interface Registration {
  name: string;
  route: Route;
  handle(input: unknown): Promise<unknown>;
}

/** Pairs the routes of an area with their handlers; a missing or surplus one does not compile. */
export function register<T extends RouteTree>(
  prefix: string,
  routes: T,
  handlers: HandlersOf<T>
): Registration[] {
  return flattenRoutes(routes).map(({ name, route }) => ({
    name: `${prefix}.${name}`,
    route,
    handle: name
      .split('.')
      .reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], handlers) as (
      input: unknown
    ) => Promise<unknown>
  }));
}
