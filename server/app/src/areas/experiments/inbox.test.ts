import type { KyselyPlugin } from 'kysely';
import type { Database } from '../../drivers/database/index.ts';
import { buildEntries, describeOnEachDatabase, openJournal } from '../../testing/index.ts';
import { createInboxStore } from './inbox.store.ts';

/** A database in which no more can be acknowledged while `fails` says so. */
function failing(database: Database, fails: () => boolean): Database {
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (fails() && JSON.stringify(node).includes('journal_inbox')) {
        throw new Error('The disk does not answer.');
      }
      return node;
    },
    transformResult: async ({ result }) => result
  };
  return { ...database, queries: database.queries.withPlugin(plugin) };
}

const values = (count: number) => ({ loss: Array.from({ length: count }, (_, i) => i + 1) });

describeOnEachDatabase('points that are acknowledged before they are sorted in', on => {
  it('are there for who reads next, and after a server that did not get to sort them in', async () => {
    const database = await on.openDatabase();
    const { entries, run, source } = buildEntries(40);
    const killed = await openJournal(database);
    await killed.append(run, source, entries.slice(0, 2));
    expect(await killed.append(run, source, entries.slice(2, 31))).toEqual({ acknowledged: 31 });
    expect(await createInboxStore(database.queries, on.kind).isEmpty()).toBe(false);
    const next = await openJournal(database);
    expect(await next.read(run)).toEqual(values(30));
    expect(await createInboxStore(database.queries, on.kind).isEmpty()).toBe(true);
    expect(await next.append(run, source, entries.slice(20))).toEqual({ acknowledged: 41 });
    expect(await next.read(run)).toEqual(values(40));
    await killed.close();
    await next.close();
  });

  it('are kept once when they come again while the first are on their way', async () => {
    const journal = await openJournal(await on.openDatabase());
    const { entries, run, source } = buildEntries(60);
    await journal.append(run, source, entries.slice(0, 1));
    const receipts = await Promise.all([
      journal.append(run, source, entries.slice(1, 21)),
      journal.append(run, source, entries.slice(1, 21)),
      journal.append(run, source, entries.slice(11, 41)),
      journal.append(run, source, [])
    ]);
    expect(receipts.map(receipt => receipt.acknowledged)).toEqual([21, 21, 41, 41]);
    await expect(journal.append(run, source, entries.slice(50))).rejects.toMatchObject({
      code: 'sequence-gap'
    });
    await journal.append(run, source, entries.slice(41));
    expect(await journal.read(run)).toEqual(values(60));
    await journal.close();
  });

  it('are not lost when those before them could not be stored', async () => {
    let broken = false;
    const database = failing(await on.openDatabase(), () => broken);
    const journal = await openJournal(database);
    const { entries, run, source } = buildEntries(30);
    await journal.append(run, source, entries.slice(0, 2));
    broken = true;
    const both = await Promise.allSettled([
      journal.append(run, source, entries.slice(2, 12)),
      journal.append(run, source, entries.slice(12, 22))
    ]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    broken = false;
    await expect(journal.append(run, source, entries.slice(12, 22))).rejects.toMatchObject({
      code: 'sequence-gap'
    });
    expect(await journal.append(run, source, entries.slice(2))).toEqual({ acknowledged: 31 });
    expect(await journal.read(run)).toEqual(values(30));
    await journal.close();
  });

  it('are taken from any server in turn, each entry once', async () => {
    const database = await on.openDatabase();
    const [here, there] = [await openJournal(database), await openJournal(database)];
    const { entries, run, source } = buildEntries(50);
    await here.append(run, source, entries.slice(0, 5));
    // The answer of the first was lost, so that the sender goes to the other.
    await here.append(run, source, entries.slice(5, 20));
    expect(await there.append(run, source, entries.slice(5, 30))).toEqual({ acknowledged: 30 });
    expect(await here.append(run, source, entries.slice(30, 40))).toEqual({ acknowledged: 40 });
    await there.append(run, source, entries.slice(35));
    expect(await here.read(run)).toEqual(values(50));
    expect(await there.read(run)).toEqual(values(50));
    await here.close();
    await there.close();
  });
});
