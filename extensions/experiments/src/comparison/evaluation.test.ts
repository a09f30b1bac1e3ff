import { buildArtifact, buildRunDetail } from '../testing/index.ts';
import {
  columnPairs,
  evaluationChoices,
  numericColumns,
  readConfusion,
  readCurves,
  readTable,
  rowShares
} from './evaluation.ts';

const artifact = (path: string, mediaType: string) => buildArtifact({ path, mediaType });

test('what can be laid over one another is found by path and media type, curves first', () => {
  const roc = artifact('roc.json', 'application/vnd.atelier.roc-curve+json');
  const runs = [
    buildRunDetail({
      artifacts: [
        artifact('lift.json', 'application/vnd.atelier.table+json'),
        roc,
        artifact('x', 'image/png')
      ]
    }),
    buildRunDetail({ artifacts: [roc] }),
    undefined
  ];
  expect(evaluationChoices(runs).map(({ key, runs: count }) => [key, count])).toEqual([
    ['roc roc.json', 2],
    ['table lift.json', 1]
  ]);
});

test('curves are read, and what is none is not', () => {
  const curve = { label: 'yes', falsePositiveRate: [0, 1], truePositiveRate: [0, 1], auc: 0.5 };
  expect(readCurves(JSON.stringify({ curves: [curve] }), 'roc')).toEqual([
    { label: 'yes', x: [0, 1], y: [0, 1], score: 0.5 }
  ]);
  expect(
    readCurves(JSON.stringify({ curves: [{ ...curve, truePositiveRate: [0] }] }), 'roc')
  ).toBeNull();
  expect(readCurves('{', 'pr')).toBeNull();
});

test('a confusion matrix is square; its rows become shares', () => {
  const text = JSON.stringify({
    labels: ['no', 'yes'],
    counts: [
      [3, 1],
      [0, 0]
    ]
  });
  expect(rowShares(readConfusion(text)!.counts)).toEqual([
    [0.75, 0.25],
    [0, 0]
  ]);
  expect(readConfusion(JSON.stringify({ labels: ['no'], counts: [[1, 2]] }))).toBeNull();
});

test('two columns of a logged table are drawn by ascending x', () => {
  const table = readTable(
    JSON.stringify({
      columns: ['p', 'rate', 'name'],
      data: [
        [0.9, 0.8, 'b'],
        [0.1, 0.2, 'a']
      ]
    })
  )!;
  expect(numericColumns(table)).toEqual(['p', 'rate']);
  expect(columnPairs(table, 'p', 'rate')).toEqual([
    [0.1, 0.2],
    [0.9, 0.8]
  ]);
});
