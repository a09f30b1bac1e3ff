import { readConfig } from './config.ts';

test('the connection file is all that is needed', () => {
  expect(readConfig(['-f', 'c.json'], { XDG_CACHE_HOME: '/c' })).toEqual({
    connectionFile: 'c.json',
    engine: 'native',
    types: 'warn',
    memory: undefined,
    cacheFolder: '/c/atelier/kernel-code',
    parentPid: undefined,
    notebook: undefined
  });
});

test('options and what Jupyter says by the environment', () => {
  const env = { JPY_PARENT_PID: '12', JPY_SESSION_NAME: 'a/b.ipynb' };
  expect(readConfig(['-f', 'c', '--engine', 'tslab', '--memory', '512'], env)).toMatchObject({
    engine: 'tslab',
    types: 'strict',
    memory: 512,
    parentPid: 12,
    notebook: 'a/b.ipynb'
  });
});

test('a spare needs no connection file', () => {
  const config = readConfig(['--spare', '/s', '--token', 't'], {});
  expect(config).toMatchObject({ connectionFile: '', spare: { socket: '/s', token: 't' } });
});

test.each([
  [[], /-f FILE/],
  [['-f', 'c', '--engine', 'deno'], /native, tslab/],
  [['-f', 'c', '--types', 'loose'], /strict, warn, off/],
  [['-f', 'c', '--memory', 'much'], /above 0/]
])('%j is refused with what is allowed', (args, message) => {
  expect(() => readConfig(args, {})).toThrow(message);
});
