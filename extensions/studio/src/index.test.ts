import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import listed from './index.ts';

const plugins: JupyterFrontEndPlugin<unknown>[] = listed;

test('every plugin has an id of its own in this package, and says what it does', () => {
  const ids = plugins.map(plugin => plugin.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, description } of plugins) {
    expect(id).toMatch(/^@atelier-ml\/studio:[a-z][a-z-]*$/);
    expect(description).toMatch(/\.$/);
  }
});

test('whatever an Atelier plugin requires, another one provides', () => {
  const provided = new Set(plugins.flatMap(({ provides }) => (provides ? [provides.name] : [])));
  const required = plugins.flatMap(({ requires = [] }) => requires.map(({ name }) => name));
  const ours = required.filter(name => name.startsWith('@atelier-ml/'));
  expect(ours.filter(name => !provided.has(name))).toEqual([]);
});

test('every settings schema belongs to a plugin', () => {
  const folder = path.join(__dirname, '../schema');
  const ids = plugins.map(({ id }) => id.split(':')[1]);
  const files = readdirSync(folder).filter(file => file.endsWith('.json'));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const schema = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as { title?: string };
    expect(ids).toContain(path.basename(file, '.json'));
    expect(schema.title).toBeTruthy();
  }
});
