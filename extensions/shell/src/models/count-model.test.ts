import { buildFakeStudio } from '../testing/index.ts';
import { CountModel } from './count-model.ts';
import type { CountModelOptions } from './count-model.ts';

function buildCount(options: Partial<CountModelOptions> = {}) {
  const { events, scope, ...studio } = buildFakeStudio();
  const asked: string[] = [];
  const totals = new Map([[scope.reference, 2]]);
  const model = new CountModel({
    events,
    scope,
    kinds: ['job'],
    fetchPage: async () => {
      asked.push(scope.reference);
      return { total: totals.get(scope.reference) ?? 0 };
    },
    ...options
  });
  return { asked, model, scope, studio, totals };
}

/** Resolves once the model tells this. */
function until(model: CountModel, text: string): Promise<void> {
  return new Promise(resolve => {
    const check = () => {
      if (model.text === text) {
        model.changed.disconnect(check);
        resolve();
      }
    };
    model.changed.connect(check);
    check();
  });
}

test('tells how many there are, and follows events of its kind in its workspace', async () => {
  const { asked, model, scope, studio, totals } = buildCount();
  await until(model, '2');
  totals.set(scope.reference, 3);
  studio.emit({ kind: 'model', action: 'created' });
  studio.emit({ kind: 'job', action: 'created', workspaceId: 'f'.repeat(32) });
  studio.emit({ kind: 'job', action: 'created' });
  await until(model, '3');
  expect(asked).toHaveLength(2);
});

test('says it in words, and nothing where there is none', async () => {
  const { model, scope, studio, totals } = buildCount({ describe: total => `${total} active` });
  await until(model, '2 active');
  totals.set(scope.reference, 0);
  studio.emit({ kind: 'job', action: 'updated' });
  await until(model, '');
});

test('says nothing of a workspace that was left, not even by an answer that comes late', async () => {
  let answer: (page: { total: number }) => void = () => undefined;
  let begun = (): void => undefined;
  const isAsked = new Promise<void>(resolve => (begun = resolve));
  const pages = [
    () => {
      begun();
      return new Promise<{ total: number }>(resolve => (answer = resolve));
    },
    async () => ({ total: 7 })
  ];
  const { model, studio } = buildCount({ fetchPage: () => pages.shift()!() });
  await isAsked;
  const told: string[] = [];
  model.changed.connect(({ text }) => void told.push(text));
  studio.setWorkspace({ ...studio.workspace, id: 'b'.repeat(32) });
  answer({ total: 2 });
  await until(model, '7');
  expect(told).toEqual(['7']);
});

test('stays as it was while nobody answers', async () => {
  let isAway = false;
  const { model, studio } = buildCount({
    fetchPage: async () => {
      if (isAway) {
        isAway = false;
        throw new Error('away');
      }
      return { total: 2 };
    }
  });
  await until(model, '2');
  const told: string[] = [];
  model.changed.connect(({ text }) => void told.push(text));
  isAway = true;
  studio.emit({ kind: 'job', action: 'created' });
  await until(model, '2');
  expect(told).toEqual([]);
});
