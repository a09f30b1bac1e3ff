import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { describeWithDocker } from '../../drivers/compute/testing/with-docker.ts';
import { startTestServer } from '../../testing/index.ts';

const PATIENCE = 240_000;
const KERNEL = join(__dirname, '../../../../jupyter/jupyterlab_atelier/node/kernel/main.cjs');

describeWithDocker('the base image and what is ready-made', () => {
  it(
    'are made of this machine, without a registry',
    async () => {
      const server = await startTestServer();
      const { environments } = server.client;
      let engine = await environments.bootstrap();
      while (engine.bootstrap.state === 'running') {
        await new Promise(resolve => setTimeout(resolve, 200));
        engine = await environments.engine();
      }
      expect(engine.bootstrap).toMatchObject({ state: 'done', error: null });
      expect(engine.base).toMatchObject({ reference: 'atelier/base:latest' });

      const { items } = await environments.curated();
      const { spec } = items.find(({ name }) => name === 'typescript')!;
      await environments.create({
        params: { workspace: '~' },
        body: { name: 'kernel', spec, build: true }
      });
      const params = { workspace: '~', environment: 'kernel', version: 1 };
      let version = await environments.versions.get({ params });
      while (version.state === 'queued' || version.state === 'building') {
        await new Promise(resolve => setTimeout(resolve, 200));
        version = await environments.versions.get({ params });
      }
      if (existsSync(KERNEL)) {
        expect(version).toMatchObject({ state: 'ready', error: null });
        const managers = new Set(version.lock?.map(({ manager }) => manager));
        expect([...managers]).toEqual(expect.arrayContaining(['pip', 'npm']));
        const { Config } = await new Docker().getImage(version.image).inspect();
        expect(JSON.parse(Config.Labels['atelier.kernels']!)).toMatchObject([
          { name: 'typescript', language: 'typescript', interruptMode: 'message' }
        ]);
      } else {
        expect(version.error).toContain('without the TypeScript kernel');
      }
      await environments.delete({ params: { workspace: '~', environment: 'kernel' } });
      await server.stop();
    },
    PATIENCE
  );
});
