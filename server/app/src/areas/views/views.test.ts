import { describeOnEachDatabase, watchChanges } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const params = { workspace: 'default' };
const subject = 'a'.repeat(32);

describeOnEachDatabase('saved views', on => {
  let server: TestServer;
  beforeEach(async () => {
    server = await on.startServer();
  });

  const save = (name: string, more: object = {}) =>
    server.client.views.create({
      params,
      body: { name, page: 'experiment', subject, state: { filter: 'metrics.auc > 0.8' }, ...more }
    });
  const namesOf = async (query: object = {}) =>
    (await server.client.views.list({ params, query })).items.map(view => view.name);

  it('keep what a page has handed over, and tell of it', async () => {
    const changes = await watchChanges(server);
    const state = { columns: ['a', { key: 'é', width: 1.5 }], nested: { none: null }, on: true };
    const view = await save('best', { state });
    expect(view).toMatchObject({ name: 'best', page: 'experiment', subject, state });
    expect(await server.client.views.get({ params: { ...params, view: view.id } })).toEqual(view);
    expect(await changes.next(({ kind }) => kind === 'view')).toMatchObject({
      action: 'created',
      subjectId: view.id,
      name: 'best'
    });
    changes.close();
  });

  it('are saved anew and renamed, each by itself', async () => {
    const { id, state } = await save('best');
    const place = { ...params, view: id };
    const renamed = await server.client.views.update({ params: place, body: { name: 'better' } });
    expect(renamed).toMatchObject({ name: 'better', state });
    const again = await server.client.views.update({ params: place, body: { state: { a: 1 } } });
    expect(again).toMatchObject({ name: 'better', state: { a: 1 } });
  });

  it('have names of their own on a page of a subject', async () => {
    await save('best');
    await save('best', { page: 'comparison' });
    await save('best', { subject: null });
    const other = await save('other', { subject: null });
    const taken = { code: 'already-exists', fields: [{ path: 'body.name', message: 'is taken' }] };
    await expect(save('best')).rejects.toMatchObject(taken);
    await expect(save('best', { subject: null })).rejects.toMatchObject(taken);
    await expect(
      server.client.views.update({ params: { ...params, view: other.id }, body: { name: 'best' } })
    ).rejects.toMatchObject(taken);
  });

  it('are listed by name in pages, of one page, of one subject, or by a text', async () => {
    for (const name of ['c', 'a', 'b', 'Other 100%']) {
      await save(name);
    }
    await save('a', { page: 'comparison', subject: null });
    expect((await namesOf({ page: 'experiment', subject })).toSorted()).toEqual(
      ['Other 100%', 'a', 'b', 'c'].toSorted()
    );
    expect(await namesOf({ page: 'comparison' })).toEqual(['a']);
    expect(await namesOf({ search: '100%' })).toEqual(['Other 100%']);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await server.client.views.list({ params, query: { limit: 2, cursor } });
      expect(page.total).toBe(5);
      seen.push(...page.items.map(view => view.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(seen).size).toBe(5);
  });

  it('are gone when deleted, and stay in their workspace', async () => {
    const { id } = await save('best');
    await server.client.workspaces.create({ body: { name: 'lab' } });
    const elsewhere = { params: { workspace: 'lab', view: id } };
    await expect(server.client.views.get(elsewhere)).rejects.toMatchObject({ code: 'not-found' });
    await expect(server.client.views.delete(elsewhere)).rejects.toMatchObject({
      code: 'not-found'
    });
    const place = { params: { ...params, view: id } };
    await server.client.views.delete(place);
    await expect(server.client.views.get(place)).rejects.toMatchObject({ code: 'not-found' });
    await expect(
      server.client.views.update({ ...place, body: { name: 'again' } })
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('keep a workspace from being deleted', async () => {
    await server.client.workspaces.create({ body: { name: 'lab' } });
    const lab = { params: { workspace: 'lab' } };
    const { id } = await server.client.views.create({
      ...lab,
      body: { name: 'best', page: 'comparison', subject: null, state: {} }
    });
    await expect(server.client.workspaces.delete(lab)).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining('1 saved views')
    });
    await server.client.views.delete({ params: { ...lab.params, view: id } });
    await server.client.workspaces.delete(lab);
  });

  it.each([
    ['no name', { name: '' }],
    ['a page that is none', { page: 'kitchen' }],
    ['a state that is a list', { state: [] }]
  ])('refuse %s', async (_, body) => {
    await expect(save('best', body)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
