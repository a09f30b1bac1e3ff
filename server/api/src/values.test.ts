import { Id, JournalBatch, MetricValue, Name, toMetricValue, toNumber } from './index.ts';

describe('values of the contract', () => {
  it.each(['diabetes', 'Größe 2', 'a.b-c_d', '7', '数据'])('take the name %j', name => {
    expect(Name.safeParse(name).success).toBe(true);
  });

  it.each(['', ' a', 'a ', '~', 'a/b', 'a:1', 'a@b', '.hidden', 'a\u0000', 'x'.repeat(129)])(
    'refuse the name %j',
    name => {
      expect(Name.safeParse(name).success).toBe(false);
    }
  );

  it('take ids in one form only', () => {
    expect(Id.safeParse('0123456789abcdef'.repeat(2)).success).toBe(true);
    expect(Id.safeParse('0123456789ABCDEF'.repeat(2)).success).toBe(false);
  });

  it.each([0, -1.5, 1e308, NaN, Infinity, -Infinity])('carry the metric %d over JSON', value => {
    const wire: unknown = JSON.parse(JSON.stringify(toMetricValue(value)));
    expect(toNumber(MetricValue.parse(wire))).toBe(value);
  });

  it('fill in what a journal entry leaves out', () => {
    const { entries } = JournalBatch.parse({
      source: 'a'.repeat(32),
      entries: [
        { seq: 1, at: 1, type: 'start', experiment: 'e' },
        { seq: 2, at: 2, type: 'metric', key: 'k', value: 'NaN' }
      ]
    });
    expect(entries).toMatchObject([{ tags: {}, environment: {} }, { step: 0 }]);
  });

  it('refuse a journal entry of no known type', () => {
    const entries = [{ seq: 1, at: 1, type: 'thought' }];
    expect(JournalBatch.safeParse({ source: 'a'.repeat(32), entries }).success).toBe(false);
  });
});
