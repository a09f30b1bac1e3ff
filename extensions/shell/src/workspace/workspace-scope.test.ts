import type { Workspace } from '@atelier-ml/api';
import { buildFakeStudio } from '../testing/index.ts';
import { WorkspaceScope } from './workspace-scope.ts';

const buildWorkspace = (name: string, id = name.padEnd(32, '0')): Workspace => ({
  id,
  name,
  description: '',
  active: true,
  createdAt: 0,
  updatedAt: 0
});

function buildScope() {
  let active = buildWorkspace('a');
  const studio = buildFakeStudio({
    workspaces: {
      get: async () => active,
      activate: async ({ params }) => (active = buildWorkspace(params.workspace))
    }
  });
  const scope = new WorkspaceScope(studio);
  const next = () =>
    new Promise<Workspace | null>(resolve => {
      const slot = (_: unknown, workspace: Workspace | null) => {
        scope.changed.disconnect(slot);
        resolve(workspace);
      };
      scope.changed.connect(slot);
    });
  return { scope, studio, next, elsewhere: (workspace: Workspace) => (active = workspace) };
}

test('is the active one by name until the server has told which that is', async () => {
  const { scope, next } = buildScope();
  expect([scope.current, scope.reference]).toEqual([null, '~']);
  await next();
  expect(scope.reference).toBe('a'.padEnd(32, '0'));
});

test('switches', async () => {
  const { scope, next } = buildScope();
  await next();
  await scope.activate('b');
  expect(scope.current?.name).toBe('b');
});

test('follows when it is switched or renamed elsewhere, or events were missed', async () => {
  const { studio, next, elsewhere } = buildScope();
  await next();
  elsewhere(buildWorkspace('c'));
  studio.emit({ kind: 'workspace', action: 'updated' });
  expect((await next())?.name).toBe('c');
  elsewhere(buildWorkspace('renamed', 'c'.padEnd(32, '0')));
  studio.emitReset();
  expect((await next())?.name).toBe('renamed');
});

test('a switch is not undone by an answer that was on its way', async () => {
  const { scope, studio, next } = buildScope();
  await next();
  studio.emit({ kind: 'workspace', action: 'updated' });
  await scope.activate('b');
  expect(scope.current?.name).toBe('b');
});
