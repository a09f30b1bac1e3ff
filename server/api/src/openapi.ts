import { z } from 'zod';
import { ErrorBody } from './errors.ts';
import { flattenRoutes } from './route.ts';
import type { Route, RouteTree } from './route.ts';

type Json = Record<string, unknown>;

/** Turns zod types into JSON Schema; what refers to itself goes to `components`, once. */
interface Schemas {
  of(type: z.ZodType, io: 'input' | 'output'): Json;
  components: Record<string, Json>;
}

function createSchemas(): Schemas {
  const components: Record<string, Json> = {};
  const names = new Map<string, string>();
  const nameOf = (definition: unknown): string => {
    const text = JSON.stringify(definition);
    const name = names.get(text) ?? `Recursive${names.size + 1}`;
    names.set(text, name);
    return name;
  };
  return {
    components,
    of(type, io) {
      const {
        $schema: _,
        $defs = {},
        ...schema
      } = z.toJSONSchema(type, { io, unrepresentable: 'any' });
      const moved = Object.entries($defs).map(([key, definition]) => ({
        definition,
        name: nameOf(definition),
        reference: `"#/$defs/${key}"`
      }));
      const relink = (value: unknown): Json => {
        const text = moved.reduce(
          (before, { name, reference }) =>
            before.replaceAll(reference, `"#/components/schemas/${name}"`),
          JSON.stringify(value)
        );
        return JSON.parse(text) as Json;
      };
      for (const { definition, name } of moved) {
        components[name] = relink(definition);
      }
      return relink(schema);
    }
  };
}

function parametersOf(route: Route, schemas: Schemas): Json[] {
  const part = (type: z.ZodObject | undefined, place: 'path' | 'query'): Json[] =>
    Object.entries(type?.shape ?? {}).map(([name, field]) => ({
      name,
      in: place,
      required: place === 'path' || !(field as z.ZodType).safeParse(undefined).success,
      schema: schemas.of(field as z.ZodType, 'input')
    }));
  return [...part(route.params, 'path'), ...part(route.query, 'query')];
}

function contentOf(
  type: z.ZodType | 'bytes' | 'events',
  io: 'input' | 'output',
  schemas: Schemas
): Json {
  if (type === 'bytes') {
    return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  }
  if (type === 'events') {
    return { 'text/event-stream': { schema: { type: 'string' } } };
  }
  return { 'application/json': { schema: schemas.of(type, io) } };
}

function operationOf(name: string, route: Route, schemas: Schemas): Json {
  return {
    operationId: name,
    tags: [name.split('.')[0]],
    summary: route.summary,
    parameters: parametersOf(route, schemas),
    ...(route.body && {
      requestBody: { required: true, content: contentOf(route.body, 'input', schemas) }
    }),
    responses: {
      [route.status ?? 200]: {
        description: 'Success',
        content: contentOf(route.response, 'output', schemas)
      },
      default: {
        description: 'An error: its code is stable, its message says what is wrong',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }
      }
    }
  };
}

/** The route table as an OpenAPI 3.1 document; `errors`: the body of what is no success. */
export function openApiOf(
  tree: RouteTree,
  info: { title: string; version: string },
  errors: z.ZodType = ErrorBody
): Json {
  const schemas = createSchemas();
  const paths: Record<string, Json> = {};
  for (const { name, route } of flattenRoutes(tree)) {
    const path = route.path.replace(/[:*](\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(name, route, schemas);
  }
  return {
    openapi: '3.1.0',
    info,
    security: [{ token: [] }],
    paths,
    components: {
      schemas: { Error: schemas.of(errors, 'output'), ...schemas.components },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } }
    }
  };
}
