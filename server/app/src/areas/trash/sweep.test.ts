import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { openLocalStorage } from '../../drivers/storage/index.ts';
import { describeOnEachDatabase } from '../../testing/index.ts';
import type { TrashScope, TrashShelf } from '../../trash.ts';
import { createEvents } from '../system/index.ts';
import { createWorkspaces } from '../workspaces/index.ts';
import { createTrash } from './index.ts';

const DAY = 24 * 3_600_000;
const RULES = { wholeEvery: DAY, graceMinutes: 60 };
const user = { username: 'ada', name: '' };

/** A shelf of as many things as are said to lie there, deleted at a moment. */
class Shelf implements TrashShelf {
  readonly kind = 'run';
  readonly #deletedAt: number;
  left: number;
  constructor(deletedAt: number, left: number) {
    this.#deletedAt = deletedAt;
    this.left = left;
  }
  list = async () => [];
  count = async () => this.left;
  amounts = async () => ({ runs: this.left });
  restore = async () => undefined;
  holds = async (scope: TrashScope) => this.left > 0 && this.#deletedAt < scope.before;
  async purge(_queries: unknown, _announce: unknown, scope: TrashScope) {
    if (!(await this.holds(scope))) {
      return undefined;
    }
    this.left--;
    return { runs: 1 };
  }
}

describeOnEachDatabase('the sweep of the trash', on => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-sweep-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function build(shelf: Shelf) {
    const database = await on.openDatabase();
    let passed = 0;
    const clock = () => Date.now() + passed;
    const changes = await createEvents({ database, clock });
    const workspaces = await createWorkspaces({ database, changes, clock });
    const storage = await openLocalStorage(folder);
    const trash = await createTrash({
      database,
      storage,
      changes,
      clock,
      workspaces,
      log: pino({ level: 'silent' }),
      settle: async () => {},
      shelves: [shelf],
      references: []
    });
    const last = async () => (await trash.collections('default', user)).items;
    return { storage, trash, last, pass: (time: number) => (passed += time) };
  }

  it('removes what has lain there for longer than it is kept, and nothing before', async () => {
    const shelf = new Shelf(Date.now(), 3);
    const { last, pass, trash } = await build(shelf);
    await trash.setRetention('default', 10, user);
    pass(9 * DAY);
    await trash.sweep(RULES);
    expect(shelf.left).toBe(3);
    pass(2 * DAY);
    await trash.sweep(RULES);
    expect(shelf.left).toBe(0);
    expect(await last()).toMatchObject([
      { selection: 'expired', runs: 3, startedBy: 'atelier', state: 'finished' },
      { selection: 'content' }
    ]);
  });

  it('looks at all content once in a while', async () => {
    const { last, pass, storage, trash } = await build(new Shelf(0, 0));
    const { sha256 } = await storage.put(Readable.from(['of nobody']));
    await trash.sweep(RULES);
    expect(await storage.find(sha256)).toBeDefined();
    pass(DAY / 2);
    await trash.sweep(RULES);
    expect(await last()).toHaveLength(1);
    pass(DAY);
    await trash.sweep(RULES);
    expect(await storage.find(sha256)).toBeUndefined();
    expect(await last()).toMatchObject([{ freed: { count: 1, bytes: 9 } }, {}]);
  });

  it('lets others have their turn while it goes on', async () => {
    const shelf = new Shelf(0, Infinity);
    const { trash } = await build(shelf);
    setImmediate(() => (shelf.left = 0));
    await trash.sweep(RULES);
    expect(shelf.left).toBe(0);
  });

  it('stops with the server, and says so afterwards', async () => {
    const { last, trash } = await build(new Shelf(0, Infinity));
    const swept = trash.sweep(RULES);
    while (!(await last()).length);
    await Promise.all([swept, trash.stop()]);
    expect(await last()).toMatchObject([{ state: 'interrupted', endedAt: expect.any(Number) }]);
  });
});
