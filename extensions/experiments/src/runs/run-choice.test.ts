import { buildRun } from '../testing/index.ts';
import { RunFilter } from './run-filter.ts';
import { durationOf } from './run-status.ts';

describe('the filter of runs', () => {
  it('asks for other runs only when experiment or order change', () => {
    const filter = new RunFilter();
    const queries = jest.fn();
    filter.queryChanged.connect(queries);
    filter.select(['a']);
    expect(queries).not.toHaveBeenCalled();
    filter.showExperiment({ id: 'e', name: 'diabetes' });
    filter.showExperiment({ id: 'e', name: 'diabetes' });
    expect(queries).toHaveBeenCalledTimes(1);
    expect(filter.selected.size).toBe(0);
  });

  it('turns the direction round on the second time, and starts names at A', () => {
    const filter = new RunFilter();
    filter.orderBy('metric:auc');
    expect(filter.order).toEqual({ by: 'metric:auc', direction: 'descending' });
    filter.orderBy('metric:auc');
    expect(filter.order.direction).toBe('ascending');
    filter.orderBy('name');
    expect(filter.order).toEqual({ by: 'name', direction: 'ascending' });
  });

  it('forgets a chosen run that is gone', () => {
    const filter = new RunFilter();
    filter.select(['a', 'b']);
    filter.forget('a');
    expect([...filter.selected]).toEqual(['b']);
  });
});

describe('the duration of a run', () => {
  it('ends with the run, goes on while it runs, and stops where a stale one fell silent', () => {
    const run = buildRun({ startedAt: 1_000, endedAt: 3_000 });
    expect(durationOf(run, 9_000)).toBe(2_000);
    const running = buildRun({ status: 'running', startedAt: 1_000, endedAt: null });
    expect(durationOf(running, 9_000)).toBe(8_000);
    expect(durationOf({ ...running, status: 'stale', updatedAt: 5_000 }, 9_000)).toBe(4_000);
  });
});
