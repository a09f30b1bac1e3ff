import { createGroupCommit } from './group-commit.ts';
import type { Outcome } from './group-commit.ts';

/** A store that waits to be let go on, and remembers its groups. */
function buildStore() {
  const groups: number[][] = [];
  const waiting: (() => void)[] = [];
  const store = (items: number[]): Promise<Outcome<number>[]> => {
    groups.push(items);
    return new Promise((resolve, reject) => {
      waiting.push(() => {
        if (items.includes(-1)) {
          reject(new Error('disk'));
        } else {
          resolve(items.map(i => (i === 13 ? { error: new Error('13') } : { result: i * 2 })));
        }
      });
    });
  };
  const letGo = async (): Promise<void> => {
    while (!waiting.length) {
      await new Promise(resolve => setImmediate(resolve));
    }
    waiting.shift()!();
  };
  return { groups, letGo, store };
}

describe('a group commit', () => {
  it('stores together what comes while another group is under way', async () => {
    const { groups, letGo, store } = buildStore();
    const commit = createGroupCommit(store, 3);
    const first = commit(1);
    await letGo();
    expect(await first).toBe(2);
    const second = commit(2);
    await new Promise(resolve => setImmediate(resolve));
    const later = [3, 4, 5, 6].map(commit);
    await letGo();
    await letGo();
    await letGo();
    expect(await Promise.all([second, ...later])).toEqual([4, 6, 8, 10, 12]);
    expect(groups).toEqual([[1], [2], [3, 4, 5], [6]]);
  });

  it('tells each its own outcome, and all when the group has failed', async () => {
    const { letGo, store } = buildStore();
    const commit = createGroupCommit(store, 10);
    const mixed = Promise.allSettled([12, 13].map(commit));
    await letGo();
    expect((await mixed).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const lost = Promise.allSettled([1, -1].map(commit));
    await letGo();
    expect((await lost).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const after = commit(7);
    await letGo();
    expect(await after).toBe(14);
  });
});
