import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import { connectDocker } from '../docker/index.ts';
import { startSshHost } from '../docker/testing/ssh-host.ts';
import { startTlsHost } from '../docker/testing/tls-host.ts';
import { createDockerEngine } from './docker/index.ts';
import { createProcessEngine } from './process-engine/index.ts';
import { createSwarmEngine } from './swarm/index.ts';
import { describeWithDocker } from './testing/with-docker.ts';
import { describeWithSwarm } from './testing/with-swarm.ts';
import { makeTestImage } from './testing/test-image.ts';
import type { Engine, EngineEvent, OutputChunk, WorkloadSpec } from './engine.ts';

const TEST = { 'atelier.test': `engine-${process.pid}` };

interface Subject {
  engine: Engine;
  /** Once ended, it begins with an empty output when it is started again. */
  forgetsOutput?: boolean;
  /** What cannot be started. */
  broken: Partial<WorkloadSpec>;
  spec(script: string, more?: Partial<WorkloadSpec>): WorkloadSpec;
}

const written = async (chunks: AsyncIterable<OutputChunk>, stream = 'stdout') =>
  (await Array.fromAsync(chunks))
    .filter(chunk => chunk.stream === stream)
    .map(chunk => chunk.bytes.toString())
    .join('');

/** What every driver of the port must do. */
function describeEngine(
  name: string,
  open: () => Promise<Subject>,
  define: (name: string, tests: () => void) => void = describe
): void {
  define(name, () => {
    let subject: Subject;
    let engine: Engine;
    let number = 0;
    const stopListening = new AbortController();

    beforeAll(async () => {
      subject = await open();
      engine = subject.engine;
    });
    afterAll(async () => {
      stopListening.abort();
      for (const { id } of await engine.list(TEST)) {
        await engine.remove(id);
      }
      await engine.close();
    });

    async function made(script: string, more: Partial<WorkloadSpec> = {}): Promise<string> {
      return engine.create({
        ...subject.spec(script, more),
        name: `atelier-test-${process.pid}-${name.replace(/\W/g, '')}-${number++}`
      });
    }
    async function started(script: string, more: Partial<WorkloadSpec> = {}): Promise<string> {
      const id = await made(script, more);
      await engine.start(id);
      return id;
    }
    /** Its output to the end, so also its end. */
    const ended = async (id: string): Promise<string> => written(engine.logs(id, { follow: true }));

    it('runs a program from creation to its exit code', async () => {
      const id = await made('echo "hello $NAME"; echo problem >&2; exit 3', {
        environment: { NAME: 'world' },
        labels: { ...TEST, 'atelier.what': 'one' }
      });
      expect(await engine.inspect(id)).toMatchObject({ id, state: 'created' });
      await engine.start(id);
      expect(await ended(id)).toBe('hello world\n');
      expect(await written(engine.logs(id), 'stderr')).toBe('problem\n');
      expect(await engine.inspect(id)).toMatchObject({
        state: 'exited',
        labels: { 'atelier.what': 'one' },
        exit: { code: 3, outOfMemory: false }
      });
    });

    it('is found by its labels, until it is removed with all that it was', async () => {
      const labels = { ...TEST, 'atelier.what': 'found' };
      const id = await started('sleep 60', { labels });
      expect((await engine.list(labels)).map(each => each.id)).toEqual([id]);
      expect(await engine.list({ ...labels, 'atelier.what': 'other' })).toEqual([]);
      await engine.remove(id);
      expect(await engine.list(labels)).toEqual([]);
      await engine.remove(id);
      await expect(engine.inspect(id)).rejects.toMatchObject({ code: 'not-found' });
      await expect(engine.start(id)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('is asked to end first, and ended when it does not', async () => {
      const polite = await started(
        'trap "echo bye; exit 7" TERM; echo ready; while :; do sleep 0.05; done'
      );
      await firstOutput(polite);
      await engine.stop(polite);
      expect(await engine.inspect(polite)).toMatchObject({ state: 'exited', exit: { code: 7 } });
      const deaf = await started('trap "" TERM; echo ready; while :; do sleep 0.05; done');
      await firstOutput(deaf);
      await engine.stop(deaf, { grace: 1 });
      expect(await engine.inspect(deaf)).toMatchObject({ state: 'exited', exit: { code: 137 } });
      await engine.stop(deaf);
    });

    it('starts again what has ended', async () => {
      const id = await started('echo once');
      await ended(id);
      await engine.start(id);
      expect(await ended(id)).toBe(subject.forgetsOutput ? 'once\n' : 'once\nonce\n');
    });

    it('has its secrets as variables, whatever is in them', async () => {
      const secrets = { WORD: `it's "$HOME"\nin lines` };
      const environment = { WORD: 'plain' };
      const id = await started('echo "$WORD"', { environment, secrets });
      expect(await ended(id)).toBe(`${secrets.WORD}\n`);
    });

    it('gives signals to the program', async () => {
      const id = await started(
        'trap "echo interrupted; exit 0" INT; echo ready; while :; do sleep 0.05; done'
      );
      await firstOutput(id);
      await engine.signal(id, 'SIGINT');
      expect(await ended(id)).toBe('ready\ninterrupted\n');
    });

    it('follows the output while it is written, and tells the last lines', async () => {
      const id = await started('for i in 1 2 3 4 5; do echo "line $i"; done; sleep 60');
      let seen = '';
      for await (const { bytes } of engine.logs(id, { follow: true })) {
        seen += bytes.toString();
        if (seen.endsWith('line 5\n')) {
          break;
        }
      }
      expect(seen).toBe('line 1\nline 2\nline 3\nline 4\nline 5\n');
      expect(await written(engine.logs(id, { tail: 2 }))).toBe('line 4\nline 5\n');
      const stop = new AbortController();
      const rest = written(engine.logs(id, { follow: true, tail: 1, signal: stop.signal }));
      stop.abort();
      await rest;
    });

    it('loses nothing of a long output', async () => {
      const id = await started(
        'i=0; while [ $i -lt 20000 ]; do echo "a line with the number $i"; i=$((i+1)); done'
      );
      const lines = (await ended(id)).trimEnd().split('\n');
      expect(lines).toHaveLength(20_000);
      expect(lines[19_999]).toBe('a line with the number 19999');
    });

    it('runs further programs in what runs, and tells how they end', async () => {
      const id = await started('sleep 60', { environment: { NAME: 'inherited' } });
      const run = await engine.exec(id, {
        argv: ['sh', '-c', 'read x; echo "$NAME $MORE $x"; echo oh >&2; exit 4'],
        environment: { MORE: 'added' }
      });
      run.stdin.end('typed\n');
      const [out, err] = await Promise.all([text(run.stdout), text(run.stderr)]);
      expect([out, err, await run.ended]).toEqual(['inherited added typed\n', 'oh\n', 4]);
    });

    it('runs programs that outlive whoever has started them', async () => {
      const id = await started('sleep 60');
      const execution = await engine.launch(id, { argv: ['sh', '-c', 'sleep 0.2; exit 5'] });
      expect(await engine.execution(execution)).toMatchObject({ running: true });
      let state = await engine.execution(execution);
      while (state.running) {
        state = await engine.execution(execution);
      }
      expect(state).toEqual({ running: false, code: 5 });
    });

    it('refuses a further program in what does not run', async () => {
      const id = await made('sleep 60');
      const refused = engine.exec(id, { argv: ['true'] });
      await expect(refused).rejects.toMatchObject({ code: 'not-running' });
    });

    it('says so when a program cannot be started', async () => {
      const labels = { ...TEST, 'atelier.what': 'broken' };
      const refused = started('true', { ...subject.broken, labels });
      await expect(refused).rejects.toMatchObject({ code: 'invalid-input' });
      const left = await engine.list(labels);
      expect(left.filter(({ state }) => state === 'running')).toEqual([]);
    });

    it('is found and controlled by a server that was started anew', async () => {
      const labels = { ...TEST, 'atelier.what': 'adopted' };
      const id = await started(
        'trap "echo heard; exit 8" TERM; echo ready; while :; do sleep 0.05; done',
        { labels }
      );
      await firstOutput(id);
      const other = (await open()).engine;
      expect(await other.list(labels)).toMatchObject([{ id, state: 'running' }]);
      await other.stop(id);
      expect(await other.inspect(id)).toMatchObject({ state: 'exited', exit: { code: 8 } });
      expect(await written(other.logs(id))).toBe('ready\nheard\n');
    });

    it('tells what it takes', async () => {
      const id = await started('echo ready; while :; do :; done');
      await firstOutput(id);
      let usage = await engine.usage(id);
      while (usage.cpuTime < 50) {
        usage = await engine.usage(id);
      }
      expect(usage.memory).toBeGreaterThan(0);
      await engine.remove(id);
    });

    it('tells what happens, first that it listens', async () => {
      const labels = { ...TEST, 'atelier.what': 'heard' };
      const stop = new AbortController();
      const events = engine.events(labels, stop.signal)[Symbol.asyncIterator]();
      const next = async (): Promise<EngineEvent> => (await events.next()).value as EngineEvent;
      expect(await next()).toEqual({ type: 'reconnected' });
      const id = await started('exit 6', { labels });
      expect(await next()).toEqual({ type: 'started', workload: id });
      expect(await next()).toEqual({ type: 'exited', workload: id, code: 6 });
      await engine.remove(id);
      expect(await next()).toEqual({ type: 'removed', workload: id });
      stop.abort();
      expect((await events.next()).done).toBe(true);
    });

    async function firstOutput(id: string): Promise<void> {
      for await (const chunk of engine.logs(id, { follow: true })) {
        return void chunk;
      }
    }
  });
}

const folder = mkdtempSync(join(tmpdir(), 'atelier-engine-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeEngine('processes', async () => ({
  engine: createProcessEngine(folder),
  broken: { folder: '/nowhere/at/all' },
  spec: (script, more) => ({ ...bare(script), ...more })
}));

describeEngine(
  'a Docker engine',
  async () => {
    const docker = new Docker();
    const image = await makeTestImage(docker);
    return {
      engine: createDockerEngine(docker),
      broken: { folder: '/bin/busybox/no-folder' },
      spec: (script, more) => ({ ...bare(script), image, ...more })
    };
  },
  describeWithDocker
);

for (const [name, startHost] of [
  ['a Docker engine over TLS', startTlsHost],
  ['a Docker engine over SSH', startSshHost]
] as const) {
  const stops: (() => Promise<void>)[] = [];
  afterAll(() => Promise.all(stops.map(stop => stop())));
  describeEngine(
    name,
    async () => {
      const host = await startHost();
      const docker = await connectDocker(host.login);
      stops.push(() => host.stop());
      const image = await makeTestImage(docker);
      return {
        engine: createDockerEngine(docker, 'elsewhere'),
        broken: { folder: '/bin/busybox/no-folder' },
        spec: (script, more) => ({ ...bare(script), image, ...more })
      };
    },
    describeWithDocker
  );
}

describeWithSwarm('a Swarm of two engines', swarm => {
  describeEngine('as an engine', async () => {
    const { login, manager, workers } = swarm();
    const images = [manager, ...workers].map(({ docker }) => makeTestImage(docker));
    const [image] = await Promise.all(images);
    return {
      engine: createSwarmEngine(await connectDocker(login), address =>
        connectDocker({ address: `tcp://${address}:2375` })
      ),
      forgetsOutput: true,
      broken: { folder: '/bin/busybox/no-folder' },
      spec: (script, more) => ({ ...bare(script), image, ...more })
    };
  });

  it('loses nothing that belongs to others, and keeps nothing of what is gone', async () => {
    const { login, manager } = swarm();
    const engine = createSwarmEngine(await connectDocker(login), () => Promise.reject(Error()));
    const labels = { 'atelier.test': 'belongings' };
    const create = (name: string) =>
      engine.create({ ...bare('true'), name, labels, image: 'none', secrets: { WORD: 'hidden' } });
    const secrets = async () =>
      ((await manager.docker.listSecrets({})) as { Spec: { Name: string } }[])
        .map(({ Spec }) => Spec.Name)
        .sort();
    const networks = async () =>
      manager.docker.listNetworks({ filters: { label: ['atelier.test=belongings'] } });
    const [, second] = [await create('job-1-10'), await create('job-1-1')];
    await manager.docker.getService(second).remove(); // as when a server is killed then
    const again = await create('job-1-1');
    expect(await secrets()).toEqual(['job-1-1', 'job-1-10']);
    await manager.docker.getService(again).remove();
    await engine.tidy!(labels);
    expect([await secrets(), (await networks()).length]).toEqual([['job-1-10'], 1]);
    for (const { id } of await engine.list(labels)) {
      await engine.remove(id);
      await engine.remove(id);
    }
    expect([await secrets(), await networks()]).toEqual([[], []]);
    await engine.close();
  });
});

function bare(script: string): WorkloadSpec {
  return {
    name: 'set by who makes it',
    labels: TEST,
    argv: ['sh', '-c', script],
    environment: {},
    resources: {},
    mounts: [],
    network: 'none'
  };
}
