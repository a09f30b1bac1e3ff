import fc from 'fast-check';
import { writeFile } from 'node:fs/promises';
import type { Client } from '@atelier-ml/api';
import { describeOnEachDatabase } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { jobWhen, submitJob, whenEnded } from '../jobs/testing/job.ts';

const here = { workspace: '~' };
const WAIT = 'until test -e "$GATE"; do sleep 0.1; done';

const buildInstance = (client: Client, name: string, size: object = { cpus: 1, memoryMb: 256 }) =>
  client.compute.create({ params: here, body: { name, size } });
const setQuota = (
  client: Client,
  scope: 'user' | 'workspace',
  subject: string,
  body: { cpus?: number; memoryMb?: number; instances?: number; nodes?: number }
) => client.usage.quotas.set({ params: { scope, subject }, body });
/** A user by the username, a workspace by its name. */
const usedBy = async (client: Client, scope: 'user' | 'workspace', wanted: string) =>
  (await client.usage.get()).items.find(
    each => each.scope === scope && (scope === 'user' ? each.subject : each.name) === wanted
  );

const openGate = ({ data }: TestServer): Promise<void> => writeFile(`${data}/gate`, '');

describeOnEachDatabase('quotas', on => {
  it('refuse an instance that is too much, and say who has what', async () => {
    const server = await on.startServer();
    const alice = server.clientOf('alice');
    await setQuota(server.client, 'user', 'alice', { cpus: 3 });
    await buildInstance(alice, 'first', { cpus: 2 });
    const refused = buildInstance(alice, 'second', { cpus: 2 });
    await expect(refused).rejects.toMatchObject({
      code: 'quota-exceeded',
      status: 409,
      message:
        'The quota of alice allows 3 processors: 2 in use (“first” 2), and “second” needs 2.',
      fields: [{ path: 'body.size.cpus', message: 'can be at most 1' }]
    });
    expect((await alice.compute.list({ params: here, query: {} })).total).toBe(1);
    await buildInstance(server.clientOf('bob'), 'third', { cpus: 8 });
    await buildInstance(alice, 'second', { cpus: 1 });
    const { cpus } = await alice.compute.host();
    expect((await alice.usage.get()).machine).toMatchObject({ cpus });
    expect(await usedBy(alice, 'user', 'alice')).toMatchObject({
      limits: { cpus: 3, memoryMb: null },
      isOwn: true,
      used: { cpus: 3, instances: 2 },
      holdings: [{ name: 'first' }, { name: 'second' }]
    });
  });

  it('count what is stopped no longer, and check what starts again or grows', async () => {
    const { client } = await on.startServer();
    await setQuota(client, 'workspace', 'default', { cpus: 2 });
    const { id } = await buildInstance(client, 'first', { cpus: 2 });
    await client.compute.stop({ params: { ...here, instance: id } });
    const second = await buildInstance(client, 'second', { cpus: 1 });
    const wanted = { params: { ...here, instance: id } };
    await expect(client.compute.start(wanted)).rejects.toMatchObject({
      code: 'quota-exceeded',
      message:
        'The quota of the workspace “default” allows 2 processors: 1 in use (“second” 1), and “first” needs 2.'
    });
    expect(await client.compute.get(wanted)).toMatchObject({ state: 'stopped' });
    const grown = { params: { ...here, instance: second.id }, body: { size: { cpus: 3 } } };
    await expect(client.compute.update(grown)).rejects.toMatchObject({ code: 'quota-exceeded' });
    await client.compute.update({ ...grown, body: { size: { cpus: 2 } } });
  });

  it('let who is beyond a lowered one shrink', async () => {
    const { client } = await on.startServer();
    const { id } = await buildInstance(client, 'large', { cpus: 8 });
    await setQuota(client, 'workspace', 'default', { cpus: 2 });
    const smaller = { params: { ...here, instance: id }, body: { size: { cpus: 4 } } };
    expect(await client.compute.update(smaller)).toMatchObject({ size: { cpus: 4 } });
  });

  it('count an instance without a limit as the whole machine', async () => {
    const { client } = await on.startServer();
    const { cpus } = await client.compute.host();
    await setQuota(client, 'user', '*', { cpus: cpus - 1 });
    await expect(buildInstance(client, 'open', {})).rejects.toMatchObject({
      message: expect.stringContaining(
        `“open” needs ${cpus}. It has no limit of its own there, and counts for the machine.`
      ) as string
    });
    await client.usage.quotas.delete({ params: { scope: 'user', subject: '*' } });
    await buildInstance(client, 'open', {});
    expect((await usedBy(client, 'user', 'local'))?.used.cpus).toBe(cpus);
  });

  it('of all that have none give way to one of their own', async () => {
    const { client, clientOf } = await on.startServer();
    await setQuota(client, 'user', '*', { instances: 1 });
    await setQuota(client, 'user', 'alice', { instances: 2 });
    for (const name of ['a', 'b']) {
      await buildInstance(clientOf('alice'), name);
    }
    await buildInstance(clientOf('bob'), 'c');
    await expect(buildInstance(clientOf('bob'), 'd')).rejects.toMatchObject({
      message: 'The quota of bob allows 1 running instance: 1 in use (“c” 1), and “d” needs 1.'
    });
    const { items } = await client.usage.quotas.list();
    expect(items.map(each => each.subject)).toEqual(['*', 'alice']);
  });

  it('let the jobs of a user wait, and those of others by', async () => {
    const server = await on.startServer();
    const { clientOf } = server;
    await setQuota(server.client, 'user', 'alice', { nodes: 1 });
    await server.client.clusters.create({
      params: here,
      body: { name: 'four', driver: 'process', nodeSize: { cpus: 1 }, maxNodes: 4 }
    });
    const body = { cluster: 'four', environmentVariables: { GATE: `${server.data}/gate` } };
    const submit = (user: string) => submitJob({ ...server, client: clientOf(user) }, WAIT, body);
    const first = await submit('alice');
    await jobWhen(server, first.id, job => job.state === 'running');
    const second = await submit('alice');
    const waiting = await jobWhen(server, second.id, job => job.message !== null);
    expect(waiting).toMatchObject({
      state: 'queued',
      message:
        'The quota of alice allows 1 node: 1 in use (the cluster “four” 1), and the cluster “four” needs 1.'
    });
    const other = await submit('bob');
    await jobWhen(server, other.id, job => job.state === 'running');
    await openGate(server);
    expect(await whenEnded(server, second.id)).toMatchObject({ state: 'finished', message: null });
  });

  it('keep a cluster from growing, which says so', async () => {
    const server = await on.startServer();
    const { client } = server;
    await setQuota(client, 'workspace', 'default', { cpus: 1 });
    await client.clusters.create({
      params: here,
      body: { name: 'pair', driver: 'process', nodeSize: { cpus: 1 }, maxNodes: 2 }
    });
    const wanted = { cluster: 'pair', environmentVariables: { GATE: `${server.data}/gate` } };
    const first = await submitJob(server, WAIT, wanted);
    await jobWhen(server, first.id, job => job.state === 'running');
    const second = await submitJob(server, WAIT, wanted);
    const waiting = await jobWhen(server, second.id, job => job.message !== null);
    expect(waiting.message).toMatch(/^The quota of the workspace “default” allows 1 processor/);
    await openGate(server);
    expect(await whenEnded(server, second.id)).toMatchObject({ state: 'finished' });
    await setQuota(client, 'workspace', 'default', { cpus: 2 });
    // A node of `local` is an equal share of the machine.
    const third = await submitJob(server, 'true');
    expect(await whenEnded(server, third.id)).toMatchObject({ state: 'finished' });
  });

  it('are told to who asks for one that there is not', async () => {
    const { client } = await on.startServer();
    const params = { scope: 'workspace', subject: 'nowhere' } as const;
    await expect(client.usage.quotas.delete({ params })).rejects.toMatchObject({
      code: 'not-found'
    });
    await expect(client.usage.quotas.set({ params, body: {} })).rejects.toMatchObject({
      code: 'not-found'
    });
  });

  it('are never exceeded, however much starts, grows and stops at once', async () => {
    const server = await on.startServer();
    const most = { cpus: 6, memoryMb: 2048, instances: 4 };
    await setQuota(server.client, 'workspace', 'default', most);
    await setQuota(server.client, 'user', '*', { cpus: 4 });
    const users = ['alice', 'bob', 'carol'];
    const names = users.flatMap(user => [0, 1, 2].map(place => `${user}-${place}`));
    for (const name of names) {
      const client = server.clientOf(name.split('-')[0]!);
      const { id } = await buildInstance(client, name);
      await client.compute.stop({ params: { ...here, instance: id } });
    }
    const step = fc.record({
      name: fc.constantFrom(...names),
      verb: fc.constantFrom('start', 'stop', 'grow'),
      cpus: fc.integer({ min: 1, max: 4 }),
      memoryMb: fc.integer({ min: 1, max: 6 }).map(count => count * 256)
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async steps => {
        const outcomes = await Promise.allSettled(
          steps.map(({ cpus, memoryMb, name, verb }) => {
            const { compute } = server.client;
            const params = { ...here, instance: name };
            return verb === 'grow'
              ? compute.update({ params, body: { size: { cpus, memoryMb } } })
              : compute[verb as 'start' | 'stop']({ params });
          })
        );
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') {
            expect(outcome.reason).toMatchObject({ code: 'quota-exceeded' });
          }
        }
        const { items } = await server.client.usage.get();
        for (const { limits, used } of items) {
          for (const [part, limit] of Object.entries(limits ?? {})) {
            if (limit !== null) {
              expect(used[part as keyof typeof used]).toBeLessThanOrEqual(limit);
            }
          }
        }
      }),
      { numRuns: 25 }
    );
  });
});
