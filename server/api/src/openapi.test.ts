import { flattenRoutes, openApiOf, routes } from './index.ts';

const document = openApiOf(routes, { title: 'Atelier', version: '1.2.3' }) as {
  paths: Record<string, Record<string, { operationId: string; parameters: { name: string }[] }>>;
  components: object;
};

describe('the OpenAPI document', () => {
  it('describes every route under its name', () => {
    const described = Object.values(document.paths).flatMap(path =>
      Object.values(path).map(operation => operation.operationId)
    );
    expect(described.toSorted()).toEqual(
      flattenRoutes(routes)
        .map(({ name }) => name)
        .toSorted()
    );
  });

  it('can be written as JSON and refers to nothing that is not in it', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"(#[^"]*)"/g)].map(([, found]) => found!);
    for (const reference of references) {
      const target = reference
        .slice(2)
        .split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], document);
      expect(target).toBeDefined();
    }
    expect(references).not.toHaveLength(0);
  });

  it('says which parameters must be given', () => {
    const list = document.paths['/api/workspaces/{workspace}/runs']!.get!;
    expect(list.parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'workspace', in: 'path', required: true }),
        expect.objectContaining({ name: 'limit', in: 'query', required: false })
      ])
    );
  });
});
