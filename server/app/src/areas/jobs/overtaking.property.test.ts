import fc from 'fast-check';
import { giveInOrder } from './give-in-order.ts';
import { createOvertaking } from './overtaking.ts';
import { inOrder } from './queue.ts';
import type { Queued } from './queue.ts';

const NODES = 4;
const PATIENCE = 20;
const LONGEST = 8;

interface Job extends Queued {
  lasts: number;
}

/** A cluster of a fixed size that looks at its queue at each tick. */
function createCluster(total: number) {
  let now = 0;
  let waiting: Job[] = [];
  let running: (Job & { until: number })[] = [];
  const begunAt = new Map<string, number>();
  const overtaking = createOvertaking({ monotonic: () => now, patience: PATIENCE });
  const busy = (): Map<string, number> => {
    const users = Map.groupBy(running, job => job.user);
    return new Map([...users].map(([user, jobs]) => [user, sum(jobs)]));
  };
  return {
    begunAt,
    submit: (job: Omit<Job, 'queuedAt' | 'priority'>) =>
      void waiting.push({ ...job, priority: 1, queuedAt: now }),
    async tick(): Promise<void> {
      now += 1;
      running = running.filter(job => job.until > now);
      await giveInOrder(inOrder(waiting, busy()), {
        overtaking,
        room: () => ({ idle: total - sum(running), total }),
        lets: () => Promise.resolve(true),
        grow: () => Promise.resolve(),
        makeRoom: () => false,
        give(job) {
          running.push({ ...job, until: now + job.lasts });
          waiting = waiting.filter(each => each !== job);
          begunAt.set(job.id, now);
          return Promise.resolve(true);
        }
      });
    }
  };
}

const sum = (jobs: { nodes: number }[]): number => jobs.reduce((all, job) => all + job.nodes, 0);

const Large = fc.record({
  at: fc.nat({ max: 30 }),
  user: fc.constantFrom('ada', 'bob'),
  nodes: fc.integer({ min: 2, max: NODES }),
  lasts: fc.integer({ min: 1, max: LONGEST })
});
const Small = fc.record({
  user: fc.constantFrom('ada', 'bob', 'eve'),
  nodes: fc.constant(1),
  lasts: fc.integer({ min: 1, max: LONGEST })
});

describe('large jobs among small ones that never end to come', () => {
  it('begin in time, though small ones go first for a while', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(Large, { minLength: 1, maxLength: 4 }),
        fc.array(Small, { minLength: 2, maxLength: 8 }),
        async (large, small) => {
          const cluster = createCluster(NODES);
          const last = 30 + PATIENCE + (large.length + 2) * (LONGEST + 1) * 2;
          for (let tick = 0; tick < last; tick++) {
            large.forEach(({ at, ...job }, place) => {
              if (at === tick) {
                cluster.submit({ ...job, id: `large ${place}` });
              }
            });
            cluster.submit({ ...small[tick % small.length]!, id: `small ${tick}` });
            await cluster.tick();
          }
          expect(large.filter((_, place) => !cluster.begunAt.has(`large ${place}`))).toEqual([]);
        }
      )
    );
  });

  it('leave no node idle that a small one could have, until their time has come', async () => {
    await fc.assert(
      fc.asyncProperty(Large, Small, async (large, small) => {
        const cluster = createCluster(NODES);
        cluster.submit({ ...small, id: 'first', lasts: PATIENCE });
        await cluster.tick();
        cluster.submit({ ...large, id: 'large', nodes: NODES });
        cluster.submit({ ...small, id: 'second' });
        await cluster.tick();
        expect([...cluster.begunAt.keys()]).toEqual(['first', 'second']);
      })
    );
  });

  it('hold nobody up while the cluster could not hold them at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(Small, { minLength: 1, maxLength: 5 }), async small => {
        const cluster = createCluster(NODES);
        cluster.submit({ id: 'too large', user: 'ada', nodes: NODES + 1, lasts: 1 });
        for (let tick = 0; tick < 3 * PATIENCE; tick++) {
          await cluster.tick();
        }
        small.forEach((job, place) => cluster.submit({ ...job, id: `small ${place}` }));
        for (let tick = 0; tick < small.length * LONGEST; tick++) {
          await cluster.tick();
        }
        expect(cluster.begunAt.size).toBe(small.length);
      })
    );
  });
});
