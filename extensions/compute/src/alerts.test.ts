import type { ComputeInstance } from '@atelier-ml/api';
import { buildFakeStudio } from '../../shell/src/testing/index.ts';
import { followAlerts } from './alerts.ts';
import { buildInstance } from './testing/build-instance.ts';

const later = Date.now() + 60_000;

/** A studio in which one instance changes. */
function build() {
  let instance = buildInstance();
  const keep = jest.fn(async () => instance);
  const studio = buildFakeStudio({ compute: { get: async () => instance, keep } });
  followAlerts(studio);
  return {
    ...studio.recorded,
    async becomes(changes: Partial<ComputeInstance>) {
      instance = { ...instance, ...changes };
      studio.emit({ kind: 'compute', action: 'updated', subjectId: instance.id });
      await new Promise(resolve => setTimeout(resolve));
    }
  };
}

describe('what instances tell by themselves', () => {
  it('is told once: a kernel that was ended, and a set-up that failed', async () => {
    const studio = build();
    const lastExit = {
      kernelId: null,
      at: later,
      code: 137,
      outOfMemory: true,
      message: 'Too much.'
    };
    await studio.becomes({ lastExit });
    await studio.becomes({ description: 'changed' });
    expect(studio.messages).toEqual(['Too much.']);
    const setUp = { state: 'failed', startedAt: later, endedAt: later, exitCode: 3 } as const;
    await studio.becomes({ setUp, problem: 'The script failed.' });
    await studio.becomes({ description: 'changed again' });
    expect(studio.errors).toEqual([new Error('The script failed.')]);
  });

  it('warns of a disk at each step, and of idleness before the end', async () => {
    const studio = build();
    const disk = { used: 9, limit: 10, level: 'low', at: 0 } as const;
    await studio.becomes({ disk });
    await studio.becomes({ disk: { ...disk, used: 9.5 } });
    await studio.becomes({ disk: { ...disk, used: 10, level: 'full' } });
    expect(studio.messages).toHaveLength(2);
    await studio.becomes({ idle: { since: 0, stopsAt: later, warned: true } });
    await studio.becomes({ name: 'renamed' });
    expect(studio.messages).toHaveLength(3);
    await studio.becomes({ idle: null, state: 'stopped', stopReason: 'idle' });
    expect(studio.messages[3]).toMatch(/“renamed” was stopped/);
  });
});
