import { ServerMonitor } from './server-monitor.ts';
import type { SupervisorStatus } from './server-monitor.ts';

const RUNNING: SupervisorStatus = { state: 'running', error: null, log: ['ready'] };
const FAILED: SupervisorStatus = {
  state: 'failed',
  error: { code: 'store-unavailable', message: 'The database is broken.', remedy: 'Restore it.' },
  log: ['one', 'two']
};

function buildMonitor(states: (SupervisorStatus | Error)[], silent: Error[] = []) {
  const restart = jest.fn(async () => RUNNING);
  const asked: number[] = [];
  const monitor = new ServerMonitor({
    status: async () => {
      const state = states[Math.min(asked.push(asked.length) - 1, states.length - 1)];
      if (state instanceof Error) {
        throw state;
      }
      return state;
    },
    restart,
    health: async () => {
      const failure = silent.shift();
      if (failure) {
        throw failure;
      }
    },
    retry: { first: 1, longest: 5 }
  });
  const until = (state: string) =>
    new Promise<void>(resolve => {
      const check = () => {
        if (monitor.state === state) {
          monitor.changed.disconnect(check);
          resolve();
        }
      };
      monitor.changed.connect(check);
      check();
    });
  return { monitor, asked, restart, until };
}

test('asks nothing until something is amiss', () => {
  const { monitor, asked } = buildMonitor([RUNNING]);
  expect([monitor.state, asked.length]).toEqual(['unknown', 0]);
  monitor.dispose();
});

test('says why the server is down, and notices by itself when it is back', async () => {
  const { monitor, until } = buildMonitor([FAILED, FAILED, RUNNING]);
  void monitor.check();
  await until('failed');
  expect(monitor.problem?.remedy).toBe('Restore it.');
  expect(monitor.log).toEqual(['one', 'two']);
  await until('running');
  expect(monitor.problem).toBeNull();
  monitor.dispose();
});

test('says so when Jupyter itself does not answer', async () => {
  const away = Object.assign(new Error('Jupyter does not answer.'), { code: 'server-unreachable' });
  const { monitor, until } = buildMonitor([away, RUNNING]);
  void monitor.check();
  await until('unreachable');
  expect(monitor.problem?.message).toBe('Jupyter does not answer.');
  await until('running');
  monitor.dispose();
});

test('tells a server that hangs from one that is well, though both run', async () => {
  const hung = Object.assign(new Error('It does not answer.'), { remedy: 'Restart it.' });
  const { monitor, until } = buildMonitor([RUNNING], [hung, hung]);
  void monitor.check();
  await until('unresponsive');
  expect(monitor.problem).toMatchObject({ message: 'It does not answer.', remedy: 'Restart it.' });
  expect(monitor.log).toEqual(['ready']);
  await until('running');
  expect(monitor.problem).toBeNull();
  monitor.dispose();
});

test('restarts the server on demand', async () => {
  const { monitor, restart } = buildMonitor([RUNNING]);
  await monitor.restart();
  expect(restart).toHaveBeenCalledTimes(1);
  expect(monitor.state).toBe('running');
  monitor.dispose();
});

test('says that the server is starting where another one will answer in its place', async () => {
  let answer: () => void = () => undefined;
  const states: SupervisorStatus[] = [RUNNING, { ...RUNNING, state: 'starting' }];
  const monitor = new ServerMonitor({
    status: async () => states.shift() ?? RUNNING,
    restart: async () => RUNNING,
    health: () => new Promise<void>(resolve => (answer = resolve))
  });
  const told: string[] = [];
  const starting = new Promise<void>(resolve =>
    monitor.changed.connect(() => {
      told.push(monitor.state);
      resolve();
    })
  );
  const checked = monitor.check();
  await starting;
  answer();
  await checked;
  expect(told).toEqual(['starting', 'running']);
  monitor.dispose();
});
