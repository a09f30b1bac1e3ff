import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentLock } from '@atelier-ml/api';
import { createStudio } from '../studio/index.ts';
import type { Studio } from '../studio/index.ts';
import { buildFolder, runProgram } from '../testing/index.ts';
import { createOutputLog } from '../tracking/output-log.ts';
import type { FakeServer, StoredRun, TestFolder } from '../testing/index.ts';
import { withoutLogin } from './git.ts';

let folder: TestFolder;
let server: FakeServer;
let studios: Studio[];
const home = process.cwd();

beforeEach(async () => {
  folder = buildFolder();
  server = await folder.startServer();
  studios = [];
});
afterEach(async () => {
  process.chdir(home);
  await Promise.all(studios.map(studio => studio.sender.stop()));
  await folder.remove();
});

function buildStudio(): Studio {
  const studio = createStudio({ dataFolder: folder.path, warn: () => {} });
  studios.push(studio);
  return studio;
}

type Entry = StoredRun['entries'][number] & { sha256?: string; text?: string; stream?: string };

const entriesOf = (run: { id: string }, type: string): Entry[] =>
  (server.runs.get(run.id)?.entries ?? []).filter(entry => entry.type === type);

const tagsOf = (run: { id: string }) =>
  Object.fromEntries(entriesOf(run, 'tag').map(({ key, value }) => [key, value]));

const contentOf = (run: { id: string }, path: string): string | undefined => {
  const artifact = entriesOf(run, 'artifact').find(entry => entry.path === path);
  return artifact?.sha256 && server.contents.get(artifact.sha256)?.toString('utf8');
};

/** A repository with a commit; the process works in it. */
function buildRepository(): string {
  const path = join(folder.path, 'project');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], { cwd: path });
  mkdirSync(path);
  git('init', '-q', '-b', 'main');
  git('remote', 'add', 'origin', 'https://me:hunter2@example.org/project.git');
  writeFileSync(join(path, 'train.ts'), 'const rate = 0.1;\n');
  writeFileSync(join(path, 'settings.env'), 'KEY=old\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  writeFileSync(join(path, '.gitignore'), '*.env\nnode_modules\n');
  git('add', '.');
  git('commit', '-qm', 'second');
  process.chdir(path);
  return path;
}

const only = (what: 'git' | 'environment' | 'output') => ({
  ...{ git: false, environment: false, output: false, system: false },
  [what]: true
});

describe('the code that a run is made with', () => {
  it('is named by commit, branch and remote, and changes are kept without ignored files', async () => {
    const path = buildRepository();
    writeFileSync(join(path, 'train.ts'), 'const rate = 0.2;\n');
    writeFileSync(join(path, 'settings.env'), 'KEY=secret\n');
    writeFileSync(join(path, 'untracked.txt'), 'also secret\n');
    const run = buildStudio().tracker.startRun({ experiment: 'code', capture: only('git') });
    await run.end();
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: path, encoding: 'utf8' });
    expect(tagsOf(run)).toEqual({
      'mlflow.source.git.commit': commit.trim(),
      'mlflow.source.git.branch': 'main',
      'mlflow.source.git.repoURL': 'https://example.org/project.git',
      'mlflow.source.git.dirty': 'true'
    });
    const diff = contentOf(run, '.atelier/git.diff');
    expect(diff).toMatch(/-const rate = 0\.1;\n\+const rate = 0\.2;/);
    expect(diff).not.toMatch(/secret|KEY/);
  });

  it('has no difference when nothing was changed, and nothing is said without a repository', async () => {
    buildRepository();
    const { tracker } = buildStudio();
    const clean = tracker.startRun({ experiment: 'code', capture: only('git') });
    await clean.end();
    expect(tagsOf(clean)['mlflow.source.git.dirty']).toBe('false');
    expect(entriesOf(clean, 'artifact')).toEqual([]);
    process.chdir(folder.path);
    const outside = tracker.startRun({ experiment: 'code', capture: only('git') });
    expect(await outside.end()).toBe(true);
    expect(entriesOf(outside, 'tag')).toEqual([]);
  });

  it('an address keeps its host and loses what one logs in with', () => {
    expect(withoutLogin('ssh://token@host/path')).toBe('ssh://host/path');
    expect(withoutLogin('git@github.com:a/b.git')).toBe('git@github.com:a/b.git');
  });
});

describe('the packages that a run uses', () => {
  const versions = async (files: Record<string, unknown>) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(folder.path, name, '..'), { recursive: true });
      writeFileSync(join(folder.path, name), JSON.stringify(content));
    }
    process.chdir(folder.path);
    const { tracker } = buildStudio();
    const run = tracker.startRun({ experiment: 'env', capture: only('environment') });
    await run.end();
    const lock = JSON.parse(contentOf(run, '.atelier/environment.json') ?? '{}') as unknown;
    expect(EnvironmentLock.parse(lock).runtime.node).toBe(process.version);
    return EnvironmentLock.parse(lock).packages;
  };

  it('are those of the lock, at its top', async () => {
    const packages = {
      '': { version: '1.0.0' },
      'node_modules/zod': { version: '4.1.0' },
      'node_modules/@scope/a': { version: '2.0.0' },
      'node_modules/zod/node_modules/deep': { version: '1.0.0' }
    };
    expect(await versions({ 'package-lock.json': { packages } })).toEqual({
      '@scope/a': '2.0.0',
      zod: '4.1.0'
    });
  });

  it('without a lock are those that the program asks for, as they lie there', async () => {
    const found = await versions({
      'package.json': { dependencies: { one: '^1.0.0', missing: '1' } },
      'node_modules/one/package.json': { version: '1.2.3' }
    });
    expect(found).toEqual({ one: '1.2.3' });
  });
});

describe('the machine that a run is on', () => {
  const gpus = [
    'GPU-a, 0, 37, 1024, 81920, 70.12, 700.00',
    'GPU-b, 1, [N/A], 512, 1024, [N/A], [N/A]',
    'GPU-c, 2, 99, 512, 1024, [N/A], [N/A]'
  ].join('\n');

  it('is looked at while the program never yields, GPUs too', async () => {
    const tools = join(folder.path, 'tools');
    mkdirSync(tools);
    writeFileSync(join(tools, 'nvidia-smi'), `#!/bin/sh\ncat <<'END'\n${gpus}\nEND\n`);
    chmodSync(join(tools, 'nvidia-smi'), 0o755);
    // Nothing is awaited until there are two looks; the server is heard only afterwards.
    const { stdout } = await runProgram(
      folder.path,
      `import { readFileSync } from 'node:fs';
       const run = sdk.startRun({
         experiment: 'machine',
         capture: { git: false, environment: false, output: false, system: { every: 0.1 } }
       });
       const { file } = run.journalState();
       while (readFileSync(file, 'utf8').split('system/cpu_utilization_percentage').length < 3) {
         run.log({ busy: 1 });
       }
       await run.end({ wait: 20_000 });
       process.stdout.write(run.id);`,
      { PATH: `${tools}:${process.env.PATH}`, CUDA_VISIBLE_DEVICES: 'GPU-b,GPU-a' }
    );
    const run = { id: stdout };
    const points = entriesOf(run, 'metric').filter(({ key }) => key?.startsWith('system/'));
    const first = Object.fromEntries(
      points.filter(({ step }) => step === 0).map(({ key, value }) => [key, value as number])
    );
    expect(first['system/gpu_0_utilization_percentage']).toBe(37);
    expect(first['system/gpu_0_memory_usage_percentage']).toBe(1.25);
    expect(first['system/gpu_0_power_usage_watts']).toBe(70.12);
    expect(first['system/gpu_1_memory_usage_percentage']).toBe(50);
    expect(first).not.toHaveProperty(['system/gpu_1_utilization_percentage']);
    expect(first).not.toHaveProperty(['system/gpu_2_utilization_percentage']);
    expect(first['system/process_memory_usage_megabytes']).toBeGreaterThan(1);
    for (const [key, value] of Object.entries<number>(first)) {
      expect([key, value >= 0]).toEqual([key, true]);
    }
    expect(points.some(({ step }) => step === 1)).toBe(true);
  });
});

describe('what a program writes', () => {
  it('is kept with the run, stream by stream, and still reaches its reader', async () => {
    const ran = await runProgram(
      folder.path,
      `console.log('before any run');
       const capture = { git: false, environment: false, system: false };
       const run = sdk.startRun({ experiment: 'output', name: 'outer', capture });
       console.log('one'); console.error('two \\u0000'); process.stdout.write(Buffer.from('three\\n'));
       await sdk.withRun({ experiment: 'output', capture }, () => console.log('inner'));
       for (let step = 0; step <= 100; step++) process.stdout.write('\\r' + step + ' %');
       process.stdout.write('\\n');
       const quiet = sdk.startRun({ experiment: 'output', parent: null, capture: false });
       console.log('long ' + 'x'.repeat(100_000));
       await quiet.end({ wait: 20_000 });
       await run.end({ wait: 20_000 });
       console.log('after', run.id, quiet.id);`
    );
    expect(ran.stderr).toBe('two \0\n');
    expect(ran.stdout).toMatch(
      /^before any run\none\nthree\ninner\n\r0 %.*\r100 %\nlong x+\nafter/s
    );
    const [outer, quiet] = ran.stdout.trim().split(' ').slice(-2);
    const written = (stream: string) =>
      entriesOf({ id: outer }, 'log')
        .filter(entry => entry.stream === stream)
        .map(({ text }) => text)
        .join('');
    expect(written('stderr')).toBe('two \n');
    expect(written('stdout')).toMatch(/^one\nthree\n.*\r100 %\nlong x{100000}\n$/s);
    expect(written('stdout')).not.toMatch(/inner|\r50 %\r51/);
    expect(entriesOf({ id: outer }, 'log').length).toBeLessThan(20);
    expect(entriesOf({ id: quiet }, 'log')).toEqual([]);
  });

  it('is recorded at once after a pause, gathered in a hurry, and bounded', () => {
    const recorded: string[][] = [];
    const log = createOutputLog({
      record: chunks => recorded.push(chunks.map(({ text }) => text)),
      limit: 1_000
    });
    log.write('stdout', 'first');
    for (let line = 0; line < 500; line++) {
      log.write('stdout', 'line ');
    }
    expect(recorded[0]).toEqual(['first']);
    expect(recorded.at(-1)?.at(-1)).toMatch(/what follows is not kept/);
    expect(recorded.flat().join('').length).toBeLessThan(1_100);
  });
});
