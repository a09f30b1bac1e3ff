import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a body or an answer is when it is not JSON: bytes as they come, or an event stream. */
export type Raw = 'bytes' | 'events';

/**
 * One route of the server. Path parameters are written `:name`; a last `*name` takes the rest
 * of the path, slashes included.
 */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly status?: 200 | 201 | 204;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType | 'bytes';
  readonly response: z.ZodType | Raw;
}

/** A tree of routes: area, then resource, then action. */
export interface RouteTree {
  readonly [name: string]: Route | RouteTree;
}

/** Keeps the literal types of a route, so that client and server infer theirs from it. */
export function route<const R extends Route>(spec: R): R {
  return spec;
}

export function isRoute(node: Route | RouteTree): node is Route {
  return typeof (node as Route).path === 'string' && typeof (node as Route).method === 'string';
}

/** Every route of a tree with its dotted name, e.g. `datasets.versions.create`. */
export function flattenRoutes(tree: RouteTree, prefix = ''): { name: string; route: Route }[] {
  return Object.entries(tree).flatMap(([name, node]) =>
    isRoute(node)
      ? [{ name: prefix + name, route: node }]
      : flattenRoutes(node, `${prefix}${name}.`)
  );
}

type InputPart<R extends Route, K extends 'params' | 'query'> = R[K] extends z.ZodType
  ? { [P in K]: z.input<R[K]> }
  : unknown;
type InputBody<R extends Route> = R['body'] extends z.ZodType
  ? { body: z.input<R['body']> }
  : R['body'] extends 'bytes'
    ? { body: BodyInit }
    : unknown;

/** What a caller of the route hands over, before defaults are filled in. */
export type RouteInput<R extends Route> = InputPart<R, 'params'> &
  InputPart<R, 'query'> &
  InputBody<R>;

/** What the route answers to its caller. */
export type RouteOutput<R extends Route> = R['response'] extends z.ZodType
  ? z.output<R['response']>
  : Response;

type ParsedPart<R extends Route, K extends 'params' | 'query'> = R[K] extends z.ZodType
  ? { [P in K]: z.output<R[K]> }
  : unknown;

/** What a handler gets: input validated, defaults filled in. A body of bytes is left to the handler. */
export type ParsedInput<R extends Route> = ParsedPart<R, 'params'> &
  ParsedPart<R, 'query'> &
  (R['body'] extends z.ZodType ? { body: z.output<R['body']> } : unknown);
