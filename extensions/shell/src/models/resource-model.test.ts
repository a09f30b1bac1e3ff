import { AtelierError } from '@atelier-ml/api';
import { buildFakeStudio } from '../testing/index.ts';
import { ResourceModel } from './resource-model.ts';

const ID = 'd'.repeat(32);

function buildResource(fetch: () => Promise<string>) {
  const studio = buildFakeStudio();
  const model = new ResourceModel<string>({
    fetch,
    events: studio.events,
    kinds: ['dataset'],
    subjectId: ID,
    reloadInterval: 0
  });
  const next = () =>
    new Promise<void>(resolve => {
      const slot = () => {
        model.changed.disconnect(slot);
        resolve();
      };
      model.changed.connect(slot);
    });
  return { studio, model, next };
}

test('fetches itself, and again when it has changed', async () => {
  let version = 0;
  const { studio, model, next } = buildResource(async () => `version ${++version}`);
  await next();
  expect([model.state, model.value]).toEqual(['ready', 'version 1']);
  studio.emit({ kind: 'dataset', action: 'updated', subjectId: 'e'.repeat(32) });
  studio.emit({ kind: 'dataset', action: 'updated', subjectId: ID });
  await next();
  expect(model.value).toBe('version 2');
});

test('is gone when it was deleted, and when it never was', async () => {
  const { studio, model, next } = buildResource(async () => 'here');
  await next();
  studio.emit({ kind: 'dataset', action: 'deleted', subjectId: ID });
  expect(model.state).toBe('gone');
  const missing = buildResource(() => Promise.reject(new AtelierError('not-found', 'No such.')));
  await missing.next();
  expect(missing.model.state).toBe('gone');
});

test('keeps the last value while the server is away', async () => {
  let away = false;
  const { model, next } = buildResource(async () => {
    if (away) {
      throw new AtelierError('server-unreachable', 'Away.');
    }
    return 'here';
  });
  await next();
  away = true;
  await model.reload();
  expect([model.state, model.value]).toEqual(['error', 'here']);
});
