import { createRunFeed } from '../live/index.ts';
import { buildRunDetail, FakeRunServer } from '../testing/index.ts';
import { ComparisonModel } from './comparison-model.ts';

function buildComparison(count = 3) {
  const server = new FakeRunServer();
  const details = Array.from({ length: count }, (_, index) =>
    buildRunDetail({ id: index.toString(16).padStart(32, 'a') })
  );
  details.forEach(detail => server.put(detail));
  const feed = createRunFeed({ api: server.api, events: server.events });
  const runs = details.map(({ id }) => id);
  return { server, runs, model: new ComparisonModel({ feed, workspace: '~', runs }) };
}

/** Resolves once the comparison is as wanted. */
function until(model: ComparisonModel, holds: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const check = () => {
      if (holds()) {
        model.changed.disconnect(check);
        resolve();
      }
    };
    model.changed.connect(check);
    check();
  });
}

describe('a comparison of runs', () => {
  it('knows the runs as they are fetched, in their order', async () => {
    const { model, runs } = buildComparison();
    expect(model.runs.map(({ live }) => live.id)).toEqual(runs);
    await until(model, () => model.known.length === 3);
    expect(model.known.map(({ id }) => id)).toEqual(runs);
  });

  it('keeps the colours of the others when one is taken out and another is added', async () => {
    const { model, runs, server } = buildComparison();
    const colours = new Map(model.runs.map(({ live, colour }) => [live.id, colour]));
    expect(new Set(colours.values()).size).toBe(3);
    const removed = model.runs[0].live;
    model.remove(runs[0]);
    expect(removed.isDisposed).toBe(true);
    const added = buildRunDetail();
    server.put(added);
    model.add([added.id, runs[1]]);
    expect(model.runs.map(({ live }) => live.id)).toEqual([runs[1], runs[2], added.id]);
    for (const { live, colour } of model.runs.slice(0, 2)) {
      expect(colour).toBe(colours.get(live.id));
    }
  });

  it('follows a run that goes on, and keeps one that is deleted with its last values', async () => {
    const { model, runs, server } = buildComparison(2);
    await until(model, () => model.known.length === 2);
    server.log(runs[0], 'loss', 0, 0.5);
    server.events.emit('progressed', runs[0]);
    await until(model, () => model.runs[0].live.metrics.has('loss'));
    server.remove(runs[1]);
    expect(model.runs[1].live.state).toBe('gone');
    expect(model.known).toHaveLength(2);
  });

  it('asks for fewer points a run the more runs there are', async () => {
    const { model, server } = buildComparison(50);
    await until(model, () => model.runs.every(({ live }) => live.historyState === 'ready'));
    expect(new Set(server.maximumPoints)).toEqual(new Set([400]));
  });

  it('ends all its runs when its page is closed', () => {
    const { model } = buildComparison();
    const lives = model.runs.map(({ live }) => live);
    model.dispose();
    expect(lives.every(live => live.isDisposed)).toBe(true);
  });
});
