import { z } from 'zod';
import { flattenRoutes, routes } from './index.ts';

const all = flattenRoutes(routes);

describe('the route table', () => {
  it('has each method and path once', () => {
    const keys = all.map(({ route }) => `${route.method} ${route.path.replace(/:\w+/g, ':')}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(all)('describes exactly the parameters in the path of $name', ({ route }) => {
    const placeholders = [...route.path.matchAll(/[:*](\w+)/g)].map(([, name]) => name);
    expect(Object.keys(route.params?.shape ?? {}).toSorted()).toEqual(placeholders.toSorted());
  });

  it.each(all.filter(({ route }) => route.method === 'GET'))(
    'takes no body where $name only reads',
    ({ route }) => {
      expect(route.body).toBeUndefined();
    }
  );

  it.each(all.filter(({ route }) => route.query))(
    'reads the query of $name from text, as it comes over the wire',
    ({ route }) => {
      for (const field of Object.values(route.query!.shape)) {
        const isNumber = z.toJSONSchema(field as z.ZodType, { io: 'output' }).type === 'integer';
        if (isNumber) {
          expect((field as z.ZodType).safeParse('3').success).toBe(true);
        }
      }
    }
  );
});
