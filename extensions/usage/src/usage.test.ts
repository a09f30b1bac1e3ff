import { ESTIMATED_RATES } from '@atelier-ml/api';
import type { UsageHistory, UsageSubject } from '@atelier-ml/api';
import { nullTranslator } from '@jupyterlab/translation';
import { barsOf } from './pages/spending-model.ts';
import { quotaBody, quotaFields, quotaPlace } from './quota-form.ts';
import { rateFields } from './rates-form.ts';
import { estimateNote, givenOut, metersOf } from './usage-words.ts';

const trans = nullTranslator.load('atelier');
const NONE = { cpus: 0, memoryMb: 0, gpus: 0, diskGb: 0, instances: 0, nodes: 0 };
const NO_LIMITS = {
  ...{ cpus: null, memoryMb: null, gpus: null },
  ...{ diskGb: null, instances: null, nodes: null }
};
const HOUR = 3_600_000;

describe('the meters of a subject', () => {
  const buildSubject = (more: Partial<UsageSubject>): UsageSubject => ({
    ...{ scope: 'user', subject: 'a', name: 'a', isOwn: true, holdings: [] },
    ...{ limits: null, used: NONE },
    ...more
  });

  it('show what is limited as a share, and the rest as figures', () => {
    const subject = buildSubject({
      limits: { ...NO_LIMITS, memoryMb: 4096, gpus: 0 },
      used: { ...NONE, cpus: 1.5, memoryMb: 1024 }
    });
    expect(metersOf(subject)).toEqual([
      { part: 'cpus', share: null, text: '1.5' },
      { part: 'memoryMb', share: 0.25, text: '1 GiB / 4 GiB' },
      { part: 'gpus', share: 0, text: '0 / 0' }
    ]);
  });

  it('stand beside what the machine has', () => {
    const subjects = [
      buildSubject({ scope: 'workspace', used: { ...NONE, cpus: 3, memoryMb: 1024 } }),
      buildSubject({ used: { ...NONE, cpus: 3, memoryMb: 1024 } })
    ];
    expect(givenOut(subjects, { cpus: 2, memoryMb: 4096 }, trans)).toMatch(
      /^All together: 3 processors and 1 GiB, .* This machine has 2 processors and 4 GiB,/
    );
  });

  it('are none where nothing is held or limited', () => {
    expect(metersOf(buildSubject({}))).toEqual([]);
  });
});

describe('the form of a quota', () => {
  it('asks whose it is only while it is new', () => {
    const names = (fields: { name: string }[]) => fields.map(field => field.name);
    expect(names(quotaFields(trans, []))).toContain('whose');
    expect(names(quotaFields(trans, null))).not.toContain('whose');
  });

  it('takes an empty field for no limit', () => {
    expect(quotaBody({ cpus: 2, memoryMb: null })).toEqual({ ...NO_LIMITS, cpus: 2 });
  });

  it.each([
    [
      { whose: 'user', user: ' alice ' },
      { scope: 'user', subject: 'alice' }
    ],
    [
      { whose: 'workspace', workspace: 'w' },
      { scope: 'workspace', subject: 'w' }
    ],
    [{ whose: 'each-user' }, { scope: 'user', subject: '*' }],
    [{ whose: 'each-workspace' }, { scope: 'workspace', subject: '*' }]
  ])('is about %j', (values, place) => {
    expect(quotaPlace(values)).toEqual(place);
  });
});

describe('the form of a rate card', () => {
  const card = { ...ESTIMATED_RATES, id: null, validFrom: 0, setAt: null, setBy: null };
  const names = (isEstimate: boolean) =>
    rateFields(trans, { ...card, isEstimate }).map(field => field.name);

  it('has every entry, and the currency only until one is set', () => {
    expect(names(true).sort()).toEqual(Object.keys(ESTIMATED_RATES).sort());
    expect(names(false)).not.toContain('currency');
  });
});

describe('costs over time', () => {
  const builtIn = { ...ESTIMATED_RATES, id: null, setAt: null, setBy: null, validFrom: 0 };
  const cards = [
    { ...builtIn, isEstimate: true },
    { ...builtIn, isEstimate: false, validFrom: 2 * HOUR }
  ];

  it('are said to be estimates as far as no rate card was set', () => {
    expect(estimateNote(cards.slice(0, 1), 0, trans)).toMatch(/^Estimates, .* no rate card of/);
    expect(estimateNote(cards, HOUR, trans)).toMatch(/^Until .* estimates/);
    expect(estimateNote(cards, 3 * HOUR, trans)).toBeNull();
  });
});

describe('the bars over time', () => {
  it('are there also for hours in which nothing was held', () => {
    const at = 10 * 24 * HOUR + 5 * HOUR;
    const bucket = { at: at - 2 * HOUR } as UsageHistory['buckets'][number];
    const bars = barsOf({ to: at + 1, buckets: [bucket] } as UsageHistory, 'day');
    expect(bars).toHaveLength(24);
    expect(bars.at(-1)!.at).toBe(at);
    expect(bars.filter(each => each.bucket).map(each => each.at)).toEqual([at - 2 * HOUR]);
  });
});
