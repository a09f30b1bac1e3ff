import { inflateSync } from 'node:zlib';
import { ConfusionMatrix, Histogram, LoggedTable, PrCurve, RocCurve } from '@atelier-ml/api';
import type { Media } from './index.ts';
import {
  audioMedia,
  confusionMedia,
  encodePng,
  histogramMedia,
  imageMedia,
  prMedia,
  rocMedia,
  tableMedia
} from './index.ts';

const jsonOf = ({ bytes }: Media): unknown => JSON.parse(Buffer.from(bytes).toString('utf8'));

describe('a table', () => {
  it('takes rows with different columns, columns, and the split form', () => {
    const split = { columns: ['a', 'b'], data: [[1, 'x']] };
    expect(jsonOf(tableMedia([{ a: 1 }, { b: 'x', a: NaN }, { c: new Date(0) }]))).toEqual({
      columns: ['a', 'b', 'c'],
      data: [
        [1, null, null],
        ['NaN', 'x', null],
        [null, null, '1970-01-01T00:00:00.000Z']
      ]
    });
    expect(jsonOf(tableMedia({ a: Float64Array.of(1, 2), b: ['x'] }))).toEqual({
      columns: ['a', 'b'],
      data: [
        [1, 'x'],
        [2, null]
      ]
    });
    expect(jsonOf(tableMedia(split))).toEqual(split);
    expect(LoggedTable.safeParse(jsonOf(tableMedia([{ deep: { x: [1] }, big: 1n }]))).success).toBe(
      true
    );
  });
});

describe('a histogram', () => {
  it('counts each finite value once, the highest in the last bin', () => {
    const made = Histogram.parse(
      jsonOf(histogramMedia([0, 1, 2, 3, 4, NaN, Infinity], { bins: 4 }))
    );
    expect(made).toEqual({ edges: [0, 1, 2, 3, 4], counts: [1, 1, 1, 2] });
  });
  it('has a width when all values are the same', () => {
    const { counts, edges } = Histogram.parse(jsonOf(histogramMedia(Float32Array.of(2, 2))));
    expect(counts.reduce((sum, count) => sum + count)).toBe(2);
    expect(edges[0]).toBeLessThan(edges[64]);
  });
  it('refuses bins that do not fit and values that are none', () => {
    expect(() => histogramMedia({ edges: [0, 1], counts: [1, 2] })).toThrow(/one edge more/);
    expect(() => histogramMedia([NaN])).toThrow(/finite/);
  });
});

describe('a confusion matrix', () => {
  it('has the true classes in rows, sorted as numbers where they are', () => {
    const matrix = confusionMedia({ actual: [10, 2, 2, 10], predicted: [10, 10, 2, 10] });
    expect(jsonOf(matrix)).toEqual({
      labels: ['2', '10'],
      counts: [
        [1, 1],
        [0, 2]
      ]
    });
  });
  it('takes counts, and refuses what is not square', () => {
    const counts = { labels: ['a', 'b'], counts: [Uint32Array.of(1, 2), [3, 4]] };
    expect(ConfusionMatrix.safeParse(jsonOf(confusionMedia(counts))).success).toBe(true);
    expect(() => confusionMedia({ labels: ['a', 'b'], counts: [[1, 2]] })).toThrow(/each label/);
    expect(() => confusionMedia({ actual: ['a'], predicted: [] })).toThrow(/0 predictions/);
  });
});

describe('curves over scores', () => {
  // Worked by hand: falling scores give the classes 1 1 0 1 0.
  const content = { actual: [0, 1, 1, 0, 1], scores: [0.1, 0.4, 0.9, 0.5, 0.8] };

  it('a ROC curve goes from (0, 0) to (1, 1), with the area of all pairs in order', () => {
    const { curves } = RocCurve.parse(jsonOf(rocMedia(content)));
    expect(curves).toHaveLength(1);
    const [{ auc, falsePositiveRate, label, thresholds, truePositiveRate }] = curves;
    expect(label).toBe('1');
    expect(auc).toBeCloseTo(5 / 6, 12);
    expect(falsePositiveRate).toEqual([0, 0, 0.5, 0.5, 1]);
    expect(truePositiveRate).toEqual([0, 2 / 3, 2 / 3, 1, 1]);
    expect(thresholds[0]).toBeGreaterThan(0.9);
  });
  it('counts a tie between the classes as a half', () => {
    const [{ auc }] = RocCurve.parse(jsonOf(rocMedia({ actual: [0, 1], scores: [1, 1] }))).curves;
    expect(auc).toBe(0.5);
  });
  it('a precision-recall curve has the average precision of all points', () => {
    const [curve] = PrCurve.parse(jsonOf(prMedia(content))).curves;
    expect(curve.averagePrecision).toBeCloseTo((1 + 1 + 3 / 4) / 3, 12);
    expect(curve.recall.at(-1)).toBe(1);
    expect(curve.precision[0]).toBe(1);
  });
  it('keeps a thousand points of many, and the figures of all', () => {
    const rows = 50_000;
    const actual = Array.from({ length: rows }, (_, row) => (row * 7919) % 3 === 0);
    const scores = Float64Array.from({ length: rows }, (_, row) => Math.sin(row) + (row % 3));
    const [roc] = RocCurve.parse(jsonOf(rocMedia({ actual, scores, positive: true }))).curves;
    expect(roc.thresholds.length).toBeLessThanOrEqual(1_000);
    expect([roc.falsePositiveRate.at(-1), roc.truePositiveRate.at(-1)]).toEqual([1, 1]);
    const [pr] = PrCurve.parse(jsonOf(prMedia({ actual, scores, positive: true }))).curves;
    expect(pr.thresholds).toHaveLength(1_000);
  });
  it('takes each class against the rest', () => {
    const scores = { a: [1, 0, 0], b: [0, 1, 0.5], c: [0, 0.2, 0.4] };
    const { curves } = RocCurve.parse(jsonOf(rocMedia({ actual: ['a', 'b', 'c'], scores })));
    expect(curves.map(({ label, auc }) => [label, auc])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 1]
    ]);
  });
  it('says what it lacks', () => {
    expect(() => rocMedia({ actual: [1, 1], scores: [1, 2] })).toThrow(/of others/);
    expect(() => rocMedia({ actual: ['a', 'b', 'c'], scores: [1, 2, 3] })).toThrow(/positive/);
    expect(() => rocMedia({ actual: [0, 1], scores: [1, NaN] })).toThrow(/row 1/);
  });
});

describe('an image', () => {
  const png = encodePng({ data: [255, 0, 0, 0, 255, 0], width: 2, height: 1 });
  const kindOf = async (content: Parameters<typeof imageMedia>[0]) =>
    (await imageMedia(content, encodePng)).mediaType;

  it('is told by how it begins', async () => {
    expect(await kindOf(png)).toBe('image/png');
    expect(await kindOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0).buffer)).toBe('image/jpeg');
    expect(await kindOf(Buffer.from('<?xml version="1.0"?>\n<svg/>'))).toBe('image/svg+xml');
    expect(await kindOf('<svg xmlns="http://www.w3.org/2000/svg"/>')).toBe('image/svg+xml');
    expect(await kindOf(`data:image/png;base64,${Buffer.from(png).toString('base64')}`)).toBe(
      'image/png'
    );
    expect(await kindOf(new Blob([Buffer.from(png)]))).toBe('image/png');
    await expect(kindOf(Buffer.from('<html>'))).rejects.toThrow(/no PNG/);
  });
  it('comes from what draws', async () => {
    expect(await kindOf({ toBuffer: () => png })).toBe('image/png');
    expect(await kindOf({ encode: async () => png })).toBe('image/png');
    const blob = new Blob([Buffer.from(png)]);
    expect(await kindOf({ convertToBlob: async () => blob })).toBe('image/png');
    expect(await kindOf({ toBlob: done => done(blob) })).toBe('image/png');
  });
  it('is made from pixels, row by row', () => {
    const bytes = Buffer.from(png);
    expect(bytes.readUInt32BE(16)).toBe(2);
    expect(bytes.readUInt32BE(20)).toBe(1);
    const length = bytes.readUInt32BE(33);
    expect([...inflateSync(bytes.subarray(41, 41 + length))]).toEqual([0, 255, 0, 0, 0, 255, 0]);
    expect(() => encodePng({ data: [1, 2, 3], width: 2, height: 1 })).toThrow(/2 × 1/);
  });
});

describe('audio', () => {
  it('is written as a WAV of 16 bits, channels in turn', () => {
    const { bytes, mediaType } = audioMedia([Float32Array.of(0, 1), Float32Array.of(-1, 2)], {
      sampleRate: 8_000
    });
    const view = Buffer.from(bytes);
    expect(mediaType).toBe('audio/wav');
    expect([view.readUInt16LE(22), view.readUInt32LE(24), view.readUInt32LE(40)]).toEqual([
      2, 8_000, 8
    ]);
    expect([44, 46, 48, 50].map(at => view.readInt16LE(at))).toEqual([0, -32767, 32767, 32767]);
  });
  it('is taken as it is when it is a file, and refused when it is nothing', () => {
    expect(audioMedia(Buffer.from('OggS....')).mediaType).toBe('audio/ogg');
    expect(() => audioMedia(Buffer.from('no audio here'))).toThrow(/Float32Array/);
  });
});
