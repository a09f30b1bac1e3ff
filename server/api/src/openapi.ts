import { z } from 'zod';
import { ErrorBody } from './errors.ts';
import { flattenRoutes } from './route.ts';
import type { Route, RouteTree } from './route.ts';

type Json = Record<string, unknown>;

const schemaOf = (type: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' });
  return schema;
};

function parametersOf(route: Route): Json[] {
  const part = (type: z.ZodObject | undefined, place: 'path' | 'query'): Json[] =>
    Object.entries(type?.shape ?? {}).map(([name, field]) => ({
      name,
      in: place,
      required: place === 'path' || !(field as z.ZodType).safeParse(undefined).success,
      schema: schemaOf(field as z.ZodType, 'input')
    }));
  return [...part(route.params, 'path'), ...part(route.query, 'query')];
}

function contentOf(type: z.ZodType | 'bytes' | 'events', io: 'input' | 'output'): Json {
  if (type === 'bytes') {
    return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  }
  if (type === 'events') {
    return { 'text/event-stream': { schema: { type: 'string' } } };
  }
  return { 'application/json': { schema: schemaOf(type, io) } };
}

function operationOf(name: string, route: Route): Json {
  return {
    operationId: name,
    tags: [name.split('.')[0]],
    summary: route.summary,
    parameters: parametersOf(route),
    ...(route.body && {
      requestBody: { required: true, content: contentOf(route.body, 'input') }
    }),
    responses: {
      [route.status ?? 200]: {
        description: 'Success',
        content: contentOf(route.response, 'output')
      },
      default: {
        description: 'An error: its code is stable, its message says what is wrong',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }
      }
    }
  };
}

/** The route table as an OpenAPI 3.1 document. */
export function openApiOf(tree: RouteTree, info: { title: string; version: string }): Json {
  const paths: Record<string, Json> = {};
  for (const { name, route } of flattenRoutes(tree)) {
    const path = route.path.replace(/[:*](\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(name, route);
  }
  return {
    openapi: '3.1.0',
    info,
    security: [{ token: [] }],
    paths,
    components: {
      schemas: { Error: schemaOf(ErrorBody, 'output') },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } }
    }
  };
}
