import { describeOnEachDatabase } from '../../testing/index.ts';

describeOnEachDatabase('workspaces', on => {
  it('has one called default from the start, and it is active', async () => {
    const { client } = await on.startServer();
    const { items, total } = await client.workspaces.list({ query: {} });
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({ name: 'default', active: true });
  });

  it('creates, renames, describes and finds by id, by name and by ~', async () => {
    const { client } = await on.startServer();
    const made = await client.workspaces.create({ body: { name: 'Churn' } });
    const changed = await client.workspaces.update({
      params: { workspace: 'Churn' },
      body: { name: 'Churn 2', description: 'second try' }
    });
    expect(changed).toMatchObject({ id: made.id, name: 'Churn 2', description: 'second try' });
    expect(await client.workspaces.get({ params: { workspace: made.id } })).toEqual(changed);
    expect(await client.workspaces.get({ params: { workspace: '~' } })).toMatchObject({
      name: 'default'
    });
  });

  it('says which name is taken', async () => {
    const { client } = await on.startServer();
    await client.workspaces.create({ body: { name: 'a' } });
    await expect(client.workspaces.create({ body: { name: 'a' } })).rejects.toMatchObject({
      code: 'already-exists',
      fields: [{ path: 'body.name', message: 'is taken' }]
    });
    await client.workspaces.create({ body: { name: 'b' } });
    await expect(
      client.workspaces.update({ params: { workspace: 'b' }, body: { name: 'a' } })
    ).rejects.toMatchObject({ code: 'already-exists' });
  });

  it('lets the default one be described but not renamed, since others rely on its name', async () => {
    const { client } = await on.startServer();
    const params = { workspace: 'default' };
    await expect(client.workspaces.update({ params, body: { name: 'a' } })).rejects.toMatchObject({
      code: 'in-use'
    });
    const described = await client.workspaces.update({ params, body: { description: 'mine' } });
    expect(described).toMatchObject({ name: 'default', description: 'mine' });
  });

  it('keeps the active workspace of each user, and shares it with callers who have none', async () => {
    const server = await on.startServer();
    const [ada, bob] = [server.clientOf('ada'), server.clientOf('bob')];
    await ada.workspaces.create({ body: { name: 'a' } });
    await ada.workspaces.create({ body: { name: 'b' } });
    await ada.workspaces.activate({ params: { workspace: 'a' } });
    await bob.workspaces.activate({ params: { workspace: 'b' } });
    const active = { params: { workspace: '~' } };
    expect((await ada.workspaces.get(active)).name).toBe('a');
    expect((await bob.workspaces.get(active)).name).toBe('b');
    expect(['a', 'b']).toContain((await server.client.workspaces.get(active)).name);
  });

  it('deletes an empty one, and falls back to default where it was active', async () => {
    const { client } = await on.startServer();
    await client.workspaces.create({ body: { name: 'gone' } });
    await client.workspaces.activate({ params: { workspace: 'gone' } });
    await client.workspaces.delete({ params: { workspace: 'gone' } });
    expect(await client.workspaces.get({ params: { workspace: '~' } })).toMatchObject({
      name: 'default'
    });
    await expect(
      client.workspaces.delete({ params: { workspace: 'default' } })
    ).rejects.toMatchObject({ code: 'in-use' });
    await expect(client.workspaces.get({ params: { workspace: 'gone' } })).rejects.toMatchObject({
      code: 'not-found'
    });
  });

  it('searches without regard to case and pages through what it finds', async () => {
    const { client } = await on.startServer();
    for (const name of ['alpha', 'Über', 'beta', 'gamma', '100 percent']) {
      await client.workspaces.create({ body: { name, description: `the ${name}%` } });
    }
    const found = await client.workspaces.list({ query: { search: 'BETA%' } });
    expect(found.items.map(item => item.name)).toEqual(['beta']);
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.workspaces.list({ query: { limit: 2, cursor } });
      expect(page.total).toBe(6);
      names.push(...page.items.map(item => item.name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(names.length).toBe(6);
    expect(new Set(names).size).toBe(6);
  });

  it('refuses a cursor that it has not given out', async () => {
    const { client } = await on.startServer();
    await expect(client.workspaces.list({ query: { cursor: 'eyJhIjoxfQ' } })).rejects.toMatchObject(
      { code: 'invalid-input', fields: [{ path: 'query.cursor' }] }
    );
  });
});
