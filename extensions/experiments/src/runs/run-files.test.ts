import { buildRunDetail } from '../testing/index.ts';
import { openCommandOf, parseAssetUri } from './asset-uri.ts';
import { notebookPath } from './notebook-path.ts';
import { exportedRun } from './run-export.ts';

describe('the address of an asset', () => {
  it('names a version or an alias, its name decoded', () => {
    expect(parseAssetUri('atelier://default/datasets/pima%20diabetes:3')).toEqual({
      workspace: 'default',
      kind: 'datasets',
      name: 'pima diabetes',
      version: '3'
    });
    expect(parseAssetUri('atelier://default/models/diabetes@production')?.version).toBe(
      'production'
    );
  });

  it('is no address when it is of another kind or broken', () => {
    for (const uri of [
      'https://example.org',
      'atelier://default/secrets/x',
      'atelier://d/models/%'
    ]) {
      expect(parseAssetUri(uri)).toBeNull();
    }
  });

  it('is opened by the area that the asset belongs to', () => {
    const asset = parseAssetUri('atelier://default/models/diabetes:2')!;
    expect(openCommandOf(asset)).toEqual({
      command: 'models:open-model',
      args: { id: 'diabetes', name: 'diabetes', workspace: 'default', version: '2' }
    });
  });
});

describe('a notebook’s path', () => {
  it('loses the folder that the server serves', () => {
    expect(notebookPath('/home/ana/work/a/b.ipynb', '/home/ana/work/')).toBe('a/b.ipynb');
    expect(notebookPath('a/b.ipynb', '/home/ana/work')).toBe('a/b.ipynb');
    expect(notebookPath('/home/ana/workshop/b.ipynb', '/home/ana/work')).toBe(
      '/home/ana/workshop/b.ipynb'
    );
  });
});

describe('an exported run', () => {
  const run = buildRunDetail({ name: 'forest / 2' });
  const series = [
    { key: 'auc', steps: [0, 1], values: [0.5, 'NaN' as const], times: [0, 1_000], count: 5 }
  ];

  it('is one JSON file that says where points are a sample', () => {
    const file = exportedRun(run, series, 'json');
    expect(file.filename).toBe('forest-2.json');
    expect(JSON.parse(file.text)).toMatchObject({
      run: { id: run.id },
      history: [{ key: 'auc', values: [0.5, 'NaN'], sampled: true }]
    });
  });

  it('is a CSV file of its points', () => {
    expect(exportedRun(run, series, 'csv').text.split('\r\n')).toEqual([
      'metric,step,value,time',
      'auc,0,0.5,1970-01-01T00:00:00.000Z',
      'auc,1,NaN,1970-01-01T00:00:01.000Z',
      ''
    ]);
  });
});
