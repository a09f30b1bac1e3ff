import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { lentBundle } from './lent-bundle.ts';

it('the bundle for engines elsewhere stays the same when a Python has run its packages', async () => {
  const programs = await mkdtemp(join(tmpdir(), 'atelier-programs-'));
  try {
    for (const part of ['kernel', 'node_modules', 'python/atelier']) {
      await mkdir(join(programs, part), { recursive: true });
    }
    await writeFile(join(programs, 'agent.mjs'), 'the agent');
    await writeFile(join(programs, 'python/atelier/relay.py'), 'the relay');
    const before = await lentBundle(programs);
    await mkdir(join(programs, 'python/atelier/__pycache__'));
    await writeFile(join(programs, 'python/atelier/__pycache__/relay.pyc'), 'compiled');
    const after = await lentBundle(programs);
    expect(after.key).toBe(before.key);
    const content = await text(after.content());
    expect([content.includes('relay.py'), content.includes('relay.pyc')]).toEqual([true, false]);
    await writeFile(join(programs, 'python/atelier/relay.py'), 'another relay');
    expect((await lentBundle(programs)).key).not.toBe(before.key);
  } finally {
    await rm(programs, { recursive: true, force: true });
  }
});
