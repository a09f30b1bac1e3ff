import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../connection/index.ts';
import { syncJournals } from '../journal/index.ts';
import { startBlackHole, startRealServer } from '../testing/index.ts';
import type { BlackHole, RealServer } from '../testing/index.ts';

/** A large artifact on its way to the server itself, through a socket that counts what is sent. */
const size = 48 * 1024 * 1024;
let data: string;
let server: RealServer;
let hole: BlackHole;
let program: ChildProcess;
let sha256: string;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'atelier-artifact-'));
  const content = randomBytes(size);
  sha256 = createHash('sha256').update(content).digest('hex');
  writeFileSync(join(data, 'model.bin'), content);
  server = await startRealServer(data);
  hole = await startBlackHole(data, server.url);
});
afterEach(async () => {
  if (program.exitCode === null && program.signalCode === null) {
    program.kill('SIGKILL');
  }
  hole.close();
  await server.kill();
  rmSync(data, { recursive: true, force: true });
});

/** Starts a program that logs the artifact and does not end before the server has it. */
function startProgram(): void {
  program = spawn(process.execPath, [join(__dirname, '../testing/artifact-program.ts')], {
    env: {
      PATH: process.env.PATH,
      ATELIER_CAPTURE: 'off',
      ATELIER_DATA: data,
      ATELIER_URL: hole.url,
      ATELIER_TOKEN_FILE: join(data, 'token')
    },
    stdio: ['ignore', 'ignore', 'inherit']
  });
}

const connectThrough = () =>
  connect({ dataFolder: data, url: hole.url, tokenFile: join(data, 'token') });

/** Sends a byte to the upload, and neither more nor the end. Resolves once the server works on it. */
async function holdUpload(
  { client, send }: ReturnType<typeof connectThrough>,
  upload: string,
  signal: AbortSignal
): Promise<{ ended: Promise<unknown> }> {
  for (;;) {
    const { offset } = await client.uploads.get({ params: { upload } });
    const body = new ReadableStream({
      start: controller => controller.enqueue(new Uint8Array(1))
    });
    const ended = send(`/api/uploads/${upload}?offset=${offset}`, {
      method: 'PATCH',
      body,
      headers: { 'content-type': 'application/octet-stream' },
      signal
    }).catch((error: Error) => error);
    const isTaken = async (): Promise<boolean> => {
      const now = await client.uploads.get({ params: { upload } });
      return now.offset > offset;
    };
    const answered = ended.then(() => true);
    while (!(await isTaken())) {
      if (await Promise.race([answered, Promise.resolve(false)])) {
        break; // the killed program's request was still there
      }
    }
    if (await isTaken()) {
      return { ended };
    }
  }
}

const exited = async () => {
  expect(await once(program, 'exit')).toEqual([0, null]);
};

/** What happens at half of the bytes, and who sends the rest. */
const faults: [string, () => Promise<void>, () => Promise<void>][] = [
  [
    'the program is killed',
    async () => {
      const gone = once(program, 'exit');
      program.kill('SIGKILL');
      await gone;
      hole.cut();
    },
    async () => {
      const connection = connectThrough();
      const report = await syncJournals(connection);
      connection.close();
      expect(report.journals).toMatchObject([{ state: 'delivered', error: null }]);
    }
  ],
  [
    'the server is killed',
    async () => {
      await server.kill();
      server = await startRealServer(data);
    },
    exited
  ],
  ['the connection is cut', () => Promise.resolve(hole.cut()), exited]
];

it.each(faults)(
  'goes on with an artifact where the server has stopped when %s',
  async (_, strike, sendRest) => {
    const half = hole.swallowAfter(size / 2);
    startProgram();
    await half;
    await strike();
    const before = hole.passed();
    hole.swallow(false);
    await sendRest();
    const sentAgain = hole.passed() - before;
    expect(sentAgain).toBeGreaterThan(size / 2 - 1024 * 1024);
    // What had passed but was still on its way is lost as well.
    expect(sentAgain).toBeLessThan(size * 0.75);

    const connection = connectThrough();
    const workspace = '~';
    const { items } = await connection.client.runs.list({ params: { workspace }, query: {} });
    const params = { workspace, run: items[0].id, path: 'model.bin' };
    const { artifacts } = await connection.client.runs.get({ params });
    expect(artifacts).toMatchObject([{ path: 'model.bin', size, sha256 }]);
    const answer = await connection.client.runs.artifact({ params });
    const stored = Buffer.from(await answer.arrayBuffer());
    connection.close();
    expect(createHash('sha256').update(stored).digest('hex')).toBe(sha256);
    expect(readdirSync(join(data, 'journal'))).toEqual([]);
  },
  60_000
);

it('waits for what still works on the upload of a program that was killed', async () => {
  const half = hole.swallowAfter(size / 2);
  startProgram();
  await half;
  const gone = once(program, 'exit');
  program.kill('SIGKILL');
  await gone;
  hole.cut();
  hole.swallow(false);
  const connection = connectThrough();

  const mark = readdirSync(join(data, 'journal'), { recursive: true, encoding: 'utf8' }).find(
    name => name.endsWith('.upload')
  );
  const upload = readFileSync(join(data, 'journal', String(mark)), 'utf8');
  const held = new AbortController();
  const began = await holdUpload(connection, upload, held.signal);
  let refused = 0;
  const report = await syncJournals({
    ...connection,
    async send(path, init) {
      const response = await connection.send(path, init);
      if (response.status === 409) {
        refused += 1;
        held.abort();
        await began.ended;
      }
      return response;
    }
  });
  connection.close();
  expect(report.journals).toMatchObject([{ state: 'delivered', error: null }]);
  expect(refused).toBeGreaterThan(0);
}, 60_000);

it('sends nothing of an artifact that the server has already', async () => {
  startProgram();
  await exited();
  const before = hole.passed();
  expect(before).toBeGreaterThan(size);
  startProgram();
  await exited();
  expect(hole.passed() - before).toBeLessThan(1024 * 1024);
}, 60_000);
