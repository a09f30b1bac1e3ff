import { inOrder, toPreempt } from './queue.ts';

const job = (id: string, more: object = {}) => ({
  ...{ id, user: 'ada', priority: 1, nodes: 1, queuedAt: Number(id.slice(1)) },
  ...more
});
const ids = (jobs: { id: string }[]): string[] => jobs.map(each => each.id);

describe('the queue', () => {
  it('goes by priority, then by waiting', () => {
    const jobs = [job('j1'), job('j2', { priority: 2 }), job('j3', { priority: 0 }), job('j0')];
    expect(ids(inOrder(jobs, new Map()))).toEqual(['j2', 'j0', 'j1', 'j3']);
  });

  it('takes turns between users, however many jobs one of them has', () => {
    const many = Array.from({ length: 4 }, (_, place) => job(`j${place}`));
    const few = [job('j8', { user: 'bob' }), job('j9', { user: 'bob' })];
    expect(ids(inOrder([...many, ...few], new Map()))).toEqual([
      ...['j0', 'j8', 'j1', 'j9'],
      ...['j2', 'j3']
    ]);
  });

  it('counts the nodes that users have already, and how many a job takes', () => {
    const jobs = [job('j1', { nodes: 3 }), job('j2', { user: 'bob' }), job('j3', { user: 'bob' })];
    expect(ids(inOrder(jobs, new Map([['ada', 1]])))).toEqual(['j2', 'j1', 'j3']);
  });

  it('pushes away as few as suffice, the lowest first, the last begun first', () => {
    const running = [
      { id: 'old', priority: 0, nodes: 1, startedAt: 1 },
      { id: 'new', priority: 0, nodes: 1, startedAt: 2 },
      { id: 'normal', priority: 1, nodes: 2, startedAt: 3 }
    ];
    expect(ids(toPreempt(running, { priority: 2, nodes: 1 }))).toEqual(['new']);
    expect(ids(toPreempt(running, { priority: 2, nodes: 3 }))).toEqual(['new', 'old', 'normal']);
    expect(toPreempt(running, { priority: 1, nodes: 3 })).toEqual([]);
    expect(toPreempt(running, { priority: 0, nodes: 1 })).toEqual([]);
  });
});
