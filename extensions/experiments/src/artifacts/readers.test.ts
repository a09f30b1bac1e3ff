import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '@atelier-ml/api';
import type { ArtifactFile } from './artifact-content.ts';
import { kindOf } from './artifact-kind.ts';
import { alongSteps, treeOf } from './artifact-tree.ts';
import { delimitedRows } from './delimited.ts';
import { readOnnx } from './onnx-graph.ts';
import { layOut } from './onnx-layout.ts';
import { openParquet } from './parquet.ts';
import { tarEnd, tarHead, tarPadding } from './tar.ts';

const buildArtifact = (path: string, changes: Partial<Artifact> = {}): Artifact => ({
  path,
  sha256: 'a'.repeat(64),
  size: 10,
  mediaType: 'application/octet-stream',
  step: null,
  createdAt: 0,
  ...changes
});

describe('the kind of an artifact', () => {
  it.each([
    ['report.json', 'application/octet-stream', 'json'],
    ['TABLE.CSV', 'application/octet-stream', 'delimited'],
    ['plot.svg', 'image/svg+xml', 'image'],
    ['README', 'text/plain; charset=utf-8', 'text'],
    ['data', 'application/geo+json', 'json'],
    ['roc.json', 'application/vnd.atelier.roc-curve+json', 'roc-curve'],
    ['model/MLmodel', 'application/octet-stream', 'code'],
    ['model.onnx', '', 'onnx'],
    ['tour.ipynb', 'application/json', 'notebook'],
    ['weights.bin', 'application/octet-stream', null]
  ])('of %s (%s) is %s', (path, mediaType, kind) => {
    expect(kindOf({ path, mediaType })).toBe(kind);
  });
});

describe('the tree of artifacts', () => {
  it('has folders before files, numbers in order, and sums', () => {
    const tree = treeOf(['b.txt', 'a10', 'a9', 'z/x', 'z/y/w'].map(path => buildArtifact(path)));
    expect(tree.children.map(({ name }) => name)).toEqual(['z', 'a9', 'a10', 'b.txt']);
    expect(tree).toMatchObject({ files: 5, size: 50 });
  });

  it('gathers what was logged along steps under one name, in order of the steps', () => {
    const all = [10, 2].map(step => buildArtifact(`img/cat-${step}.png`, { step }));
    const other = buildArtifact('img/dog-2.png', { step: 2 });
    expect(alongSteps(all[0], [...all, other]).map(({ step }) => step)).toEqual([2, 10]);
    expect(alongSteps(other, [...all, other])).toEqual([]);
  });
});

describe('delimited text', () => {
  it('has quoted fields with delimiters, breaks and doubled quotes', () => {
    const text = 'a,b\r\n"1,5","say ""hi""\nthere"\r\n,last';
    expect(delimitedRows(text, ',', 10)).toEqual([
      ['a', 'b'],
      ['1,5', 'say "hi"\nthere'],
      ['', 'last']
    ]);
    expect(delimitedRows('1\n2\n3\n', ',', 2)).toEqual([['1'], ['2']]);
  });

  it('loses its last row where the end was cut off', () => {
    expect(delimitedRows('a,b\n1,2\n3', ',', 10, true)).toEqual([
      ['a', 'b'],
      ['1', '2']
    ]);
  });
});

describe('an ONNX file', () => {
  const MODELS = join(__dirname, '../../../../server/app/src/testing/models');
  const read = async (name: string) => new Uint8Array(await readFile(join(MODELS, name)));

  it('tells its operators and tensors', async () => {
    const graph = readOnnx(await read('patients.onnx'))!;
    expect(graph.nodes.length).toBeGreaterThan(0);
    expect(graph.inputs.every(({ type }) => /^(float|int|string|bool)/.test(type))).toBe(true);
    const known = new Set([
      ...graph.inputs.map(({ name }) => name),
      ...graph.weights.map(({ name }) => name),
      ...graph.nodes.flatMap(({ outputs }) => outputs)
    ]);
    const used = graph.nodes.flatMap(({ inputs }) => inputs).filter(Boolean);
    expect(used.filter(name => !known.has(name))).toEqual([]);
  });

  it('is drawn with every operator below those that it depends on', async () => {
    const layout = layOut(readOnnx(await read('mixing.onnx'))!);
    expect(layout.edges.length).toBeGreaterThan(0);
    expect(layout.edges.every(({ from, to }) => from.y < to.y)).toBe(true);
  });

  it('is read as far as it goes where its end is missing', async () => {
    const whole = await read('patients.onnx');
    const graph = readOnnx(whole.subarray(0, Math.floor(whole.length / 2)));
    expect(graph?.nodes.length).toBeGreaterThan(0);
  });

  it('is nothing else', () => {
    expect(readOnnx(new TextEncoder().encode('{"a": 1}'))).toBeUndefined();
    expect(readOnnx(new Uint8Array([255, 255, 255]))).toBeUndefined();
  });
});

describe('a Parquet file', () => {
  it('is read by parts: its end, then the rows that are asked for', async () => {
    const bytes = await readFile(join(__dirname, '../testing/people.parquet'));
    const asked: [number, number][] = [];
    const file: ArtifactFile = {
      artifact: buildArtifact('people.parquet', { size: bytes.length }),
      read: async (start, end) => {
        asked.push([start, end]);
        return new Uint8Array(bytes.subarray(start, end)).buffer;
      }
    };
    const table = await openParquet(file, 2_048);
    expect(table.rowCount).toBe(3_000);
    expect(table.columns.map(({ name }) => name)).toEqual(['id', 'name', 'score']);
    expect(await table.rows(1_500, 1_502)).toEqual([
      [1_500n, 'name 1500', 750],
      [1_501n, 'name 1501', 750.5]
    ]);
    const fetched = asked.reduce((sum, [start, end]) => sum + end - start, 0);
    expect(fetched).toBeLessThan(bytes.length * 0.6);
  });
});

describe('an archive', () => {
  it('has heads that fit and tells long names in a record before', () => {
    const [head] = tarHead('a/b.txt', 5, 1_700_000_000_000);
    expect(head).toHaveLength(512);
    expect(Buffer.from(head).toString('latin1', 257, 262)).toBe('ustar');
    const sum = head.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
    expect(parseInt(Buffer.from(head).toString('latin1', 148, 154), 8)).toBe(sum);
    const long = `${'folder/'.repeat(30)}ä.txt`;
    const parts = tarHead(long, 5, 0);
    expect(Buffer.concat(parts).toString()).toContain(`path=${long}\n`);
    expect(Buffer.concat(parts).length % 512).toBe(0);
    expect(tarPadding(5)).toHaveLength(507);
    expect(tarPadding(1024)).toHaveLength(0);
    expect(tarEnd()).toHaveLength(1024);
  });
});
