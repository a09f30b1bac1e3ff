import type { ExecutedCell } from '@atelier-ml/api';
import {
  cellsAt,
  diffLines,
  gitFacts,
  readEnvironment,
  stateOf,
  summaryOf,
  timeOfStep
} from './index.ts';

const cell = (cellId: string, at: number, source = `${cellId} at ${at}`): ExecutedCell => ({
  cellId,
  at,
  source,
  sourceHash: 'a'.repeat(64),
  executionCount: at
});

describe('the cells at a moment', () => {
  it('are the last execution of each until then, in order', () => {
    const cells = [cell('a', 1), cell('b', 2), cell('a', 3), cell('c', 9)];
    expect(cellsAt(cells, 5).map(({ source }) => source)).toEqual(['b at 2', 'a at 3']);
    expect(cellsAt(cells, 0)).toEqual([]);
  });

  it('are those of a step by the time at which a metric first came so far', () => {
    const metrics = [
      { steps: [0, 10, 20], times: [100, 200, 300] },
      { steps: [0, 5], times: [90, 150] }
    ];
    expect(timeOfStep(metrics, 5)).toBe(150);
    expect(timeOfStep(metrics, 15)).toBe(300);
    expect(timeOfStep(metrics, 21)).toBeNull();
  });
});

it('a cell is compared with what stands in the open notebook', () => {
  const ran = cell('a', 1, 'x = 1');
  expect(['x = 1', 'x = 2', null, undefined].map(now => stateOf(ran, now))).toEqual([
    'same',
    'changed',
    'removed',
    'unknown'
  ]);
});

describe('a diff', () => {
  const TEXT = [
    'diff --git a/x.py b/x.py',
    '--- a/x.py',
    '+++ b/x.py',
    '@@ -1,2 +1,2 @@',
    ' same',
    '--- not a head',
    '+++ neither'
  ].join('\n');

  it('tells what each line is, also if it looks like a head', () => {
    expect(diffLines(`${TEXT}\n`).map(({ kind }) => kind)).toEqual([
      'file',
      'file',
      'file',
      'place',
      'same',
      'removed',
      'added'
    ]);
  });

  it('is summed up', () => {
    expect(summaryOf(diffLines(TEXT))).toEqual({ files: 1, added: 1, removed: 1 });
  });
});

describe('the facts of git', () => {
  const of = (repoURL: string, commit = 'abcdef1234') =>
    gitFacts({
      'mlflow.source.git.commit': commit,
      'mlflow.source.git.branch': 'main',
      'mlflow.source.git.repoURL': repoURL,
      'mlflow.source.git.dirty': 'true'
    });

  it.each([
    ['https://github.com/a/b.git', 'https://github.com/a/b/commit/abcdef1234'],
    ['git@github.com:a/b.git', 'https://github.com/a/b/commit/abcdef1234'],
    ['ssh://git@gitlab.example.org/a/b.git', 'https://gitlab.example.org/a/b/-/commit/abcdef1234'],
    ['https://bitbucket.org/a/b', 'https://bitbucket.org/a/b/commits/abcdef1234']
  ])('link %s to its commit', (remote, link) => expect(of(remote)?.link).toBe(link));

  it('link nowhere that is no web page, nor to what is no commit', () => {
    expect(of('/srv/git/b.git')?.link).toBeNull();
    expect(of('javascript:alert(1)')?.link).toBeNull();
    expect(of('https://github.com/a/b', '../../x')?.link).toBeNull();
  });

  it('never hold the password of a remote', () => {
    expect(of('https://ada:secret@github.com/a/b.git')).toMatchObject({
      remote: 'https://github.com/a/b.git',
      link: 'https://github.com/a/b/commit/abcdef1234'
    });
  });

  it('are none without a commit', () => {
    expect(gitFacts({ stage: 'candidate' })).toBeNull();
    expect(of('x')).toMatchObject({ branch: 'main', dirty: true });
  });
});

it('an environment file is read by name, and what is not of its form is left out', () => {
  const text = JSON.stringify({
    packages: { b: '2', a: '1' },
    runtime: { python: '3.11', cpus: 2 }
  });
  expect(readEnvironment(text)).toEqual({
    packages: [
      ['a', '1'],
      ['b', '2']
    ],
    runtime: [
      ['cpus', '2'],
      ['python', '3.11']
    ]
  });
  expect(readEnvironment('null')).toEqual({ packages: [], runtime: [] });
});
