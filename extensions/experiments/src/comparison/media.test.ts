import type { Artifact } from '@atelier-ml/api';
import { buildArtifact, buildRunDetail, FakeBulkServer } from '../testing/index.ts';
import { MediaStore } from './media-store.ts';
import { mediaAt, mediaKeys, mediaSteps } from './media.ts';

const image = (path: string, step: number | null): Artifact =>
  buildArtifact({ path, step, mediaType: 'image/png' });

describe('what runs have logged to be seen side by side', () => {
  const early = buildRunDetail({
    artifacts: [image('samples/10.png', 10), image('samples/0.png', 0), image('plot.png', null)]
  });
  const late = buildRunDetail({
    artifacts: [image('samples/5.png', 5), buildArtifact({ path: 'notes.txt' })]
  });
  const keys = mediaKeys([early, late]);

  it('goes by one name along steps, the most shared first', () => {
    expect(keys.map(({ kind, name, runs }) => [kind, name, runs.size])).toEqual([
      ['image', 'samples/#.png', 2],
      ['image', 'plot.png', 1]
    ]);
    expect(mediaSteps(keys)).toEqual([0, 5, 10]);
  });

  it('is the newest that is not later than the step', () => {
    const [samples, plot] = keys;
    const at = (run: string, step: number) => mediaAt(samples.runs.get(run), step)?.path;
    expect([at(early.id, 5), at(early.id, 10)]).toEqual(['samples/0.png', 'samples/10.png']);
    expect([at(late.id, 0), at(late.id, 10)]).toEqual([undefined, 'samples/5.png']);
    expect(mediaAt(plot.runs.get(early.id), 0)?.path).toBe('plot.png');
  });
});

describe('the bytes of media', () => {
  function store(...artifacts: Artifact[]) {
    const server = new FakeBulkServer();
    const run = buildRunDetail({ artifacts });
    server.put(run);
    return { server, run, media: new MediaStore({ api: server.api, workspace: '~' }) };
  }

  it('are fetched once for all that have the same content', async () => {
    const sha256 = 'c'.repeat(64);
    const [one, other] = [0, 1].map(step => ({ ...image(`${step}.png`, step), sha256 }));
    const { server, run, media } = store(one, other);
    server.texts.set(sha256, 'pixels');
    const { signal } = new AbortController();
    const [first, second] = await Promise.all([
      media.read(run.id, one, signal),
      media.read(run.id, other, signal)
    ]);
    expect(new TextDecoder().decode(first)).toBe('pixels');
    expect(second).toBe(first);
    expect(await media.read(run.id, other, signal)).toBe(first);
    expect(server.asked.artifacts).toHaveLength(1);
  });

  it('are not asked for once nobody waits for them', async () => {
    const images = Array.from({ length: 20 }, (_, step) => image(`${step}.png`, step));
    const { server, run, media } = store(...images);
    const stop = new AbortController();
    const passed = images.map(one => media.read(run.id, one, stop.signal));
    stop.abort();
    const last = image('last.png', 20);
    server.put({ ...run, artifacts: [last] });
    await media.read(run.id, last, new AbortController().signal);
    expect((await Promise.allSettled(passed)).at(-1)!.status).toBe('rejected');
    expect(server.asked.artifacts).not.toContain(`${run.id} 19.png`);
  });

  it('are asked for again after a failure', async () => {
    const one = image('a.png', null);
    const { server, run, media } = store(one);
    const { signal } = new AbortController();
    server.down = true;
    await expect(media.read(run.id, one, signal)).rejects.toThrow('cannot be reached');
    server.down = false;
    expect((await media.read(run.id, one, signal)).byteLength).toBe(0);
  });
});
