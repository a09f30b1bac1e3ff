import { describeWithOwnEngine, startOwnEngine } from '../../drivers/compute/testing/own-engine.ts';
import type { OwnEngine } from '../../drivers/compute/testing/own-engine.ts';
import { startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { whenBuilt } from './testing/base-image.ts';

const PATIENCE = 240_000;
const here = { workspace: '~' };

describeWithOwnEngine('environments on an engine that has no image yet', () => {
  let engine: OwnEngine;
  let server: TestServer;

  beforeAll(async () => {
    engine = await startOwnEngine();
    server = await startTestServer({ docker: engine.address });
  }, PATIENCE);
  afterAll(async () => {
    await server?.stop();
    await engine?.stop();
  });

  it(
    'have the base image made first, and one after the other is built on it',
    async () => {
      const { environments } = server.client;
      const create = (name: string) =>
        environments.create({
          params: here,
          body: { name, spec: { kind: 'packages', setUp: [`echo ${name}`] }, build: true }
        });
      await create('first');
      await create('second');
      expect(await whenBuilt(server, 'first')).toMatchObject({ state: 'ready', error: null });
      expect(await whenBuilt(server, 'second')).toMatchObject({ state: 'ready', error: null });
      const logOf = async (environment: string): Promise<string> => {
        const params = { ...here, environment, version: 1 };
        return (await environments.versions.log({ params, query: {} })).text;
      };
      expect(await logOf('first')).toMatch(
        /Making atelier\/base:latest of this machine[^]*WORKDIR/
      );
      expect(await logOf('second')).not.toContain('Making');
      expect(await environments.engine()).toMatchObject({ bootstrap: { state: 'done' } });
    },
    PATIENCE
  );
});
