import { createProgressGate } from './progress.ts';

describe('news of progress', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('comes at once, then at most once an interval, and the last of it always', () => {
    const told: string[] = [];
    const gate = createProgressGate<string>(value => told.push(value), 100);
    for (let index = 0; index < 50; index++) {
      gate.offer('run', `v${index}`);
      jest.advanceTimersByTime(10);
    }
    jest.advanceTimersByTime(1_000);
    expect(told.length).toBeLessThanOrEqual(6);
    expect([told[0], told.at(-1)]).toEqual(['v0', 'v49']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps subjects apart', () => {
    const told: string[] = [];
    const gate = createProgressGate<string>(value => told.push(value), 100);
    gate.offer('a', 'a1');
    gate.offer('b', 'b1');
    expect(told).toEqual(['a1', 'b1']);
    gate.close();
  });
});
