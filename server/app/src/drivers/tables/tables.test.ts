import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { companionFile } from '../../companion.ts';
import { createLocalTables } from './index.ts';
import type { TableFormat, Tables, TableSource } from './index.ts';

let folder: string;
let tables: Tables;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-tables-'));
  tables = createLocalTables({
    cacheFolder: join(folder, 'cache'),
    workerFile: companionFile('table-worker')
  });
});
afterEach(async () => {
  await tables.close();
  await rm(folder, { recursive: true });
});

async function buildTable(
  text: string | Buffer,
  format: TableFormat = 'csv'
): Promise<TableSource> {
  const sha256 = createHash('sha256').update(text).digest('hex');
  const file = join(folder, sha256);
  await writeFile(file, text);
  return { file, sha256, format };
}

async function readAll(source: TableSource) {
  const shape = await tables.inspect(source);
  const { rows } = await tables.preview(source, shape, { offset: 0, limit: 1000 });
  return { ...shape, rows };
}

const typesOf = async (text: string, format?: TableFormat) =>
  (await tables.inspect(await buildTable(text, format))).columns.map(column => column.type);

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

describe('tables', () => {
  it('reads any quoted text as csv-parse does', async () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 8 }).filter(text => !/\0/.test(text)),
      fc.constantFrom('a"b', 'x,y', 'two\nlines', 'two\r\nlines', 'Köln 🌍', '')
    );
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), async (rows, lineEnd) => {
        const lines = ['"one","two","three"', ...rows.map(row => row.map(quoted).join(','))];
        const text = lines.join(lineEnd);
        const source = await buildTable(text);
        const expected = parse(text, { record_delimiter: lineEnd }).slice(1);
        const { columns, rowCount } = await tables.inspect(source);
        expect(rowCount).toBe(expected.length);
        const asText = { rowCount, columns: columns.map(({ name }) => ({ name, type: 'string' })) };
        const page = { offset: 0, limit: 100 };
        const { rows: read } = await tables.preview(source, asText as never, page);
        read.forEach((row, index) =>
          row.forEach((value, column) => {
            if (value !== null) {
              expect(value).toBe(expected[index]![column]);
            } else {
              expect(expected[index]![column]!.trim()).toMatch(
                /^(|NA|N\/A|n\/a|NaN|nan|null|NULL)$/
              );
            }
          })
        );
      }),
      { numRuns: 15 }
    );
  }, 60_000);

  it('tells the narrowest type that fits every value', async () => {
    expect(
      await typesOf('a,b,c,d,e,f\n1,1.5,true,2024-02-29,007,x\n-2,2,FALSE,2024-01-01T10:00Z,10,\n')
    ).toEqual(['integer', 'number', 'boolean', 'date', 'string', 'string']);
    expect(
      await typesOf('a,b,c\n1,2023-02-29,9007199254740993\n1e5,2023-01-01,1\nNA,NaN,null\n')
    ).toEqual(['number', 'string', 'string']);
    expect(await typesOf('a\tb\n"1"\t\n2\t\n', 'tsv')).toEqual(['integer', 'string']);
    expect(await typesOf('{"a":1,"b":"x"}\n\n{"a":2.5,"c":{"d":1}}\n', 'jsonl')).toEqual([
      'number',
      'string',
      'string'
    ]);
  });

  it('reads numbers to the last bit', async () => {
    const texts = [
      '0.1',
      '-1.7976931348623157e308',
      '5e-324',
      '123456789012345678.9',
      '1e23',
      '.5'
    ];
    const { rows } = await readAll(await buildTable(`x\n${texts.join('\n')}\n`));
    expect(rows.map(([value]) => value)).toEqual(texts.map(Number));
  });

  it('shows JSON lines with absent keys as missing', async () => {
    const { rows } = await readAll(await buildTable('{"a":1}\n{"b":[1,2],"a":null}\n', 'jsonl'));
    expect(rows).toEqual([
      [1, null],
      [null, '[1,2]']
    ]);
  });

  it('finds pages behind quoted line breaks anywhere in a long table', async () => {
    const line = (row: number) =>
      row % 7 ? `${row},plain\n` : `${row},"two\nlines, ""${row}"""\n`;
    const text = `row,text\n${Array.from({ length: 5000 }, (_, row) => line(row)).join('')}`;
    const source = await buildTable(text);
    const shape = await tables.inspect(source);
    expect(shape.rowCount).toBe(5000);
    for (const offset of [0, 1023, 1024, 3500, 4998]) {
      const { rows } = await tables.preview(source, shape, { offset, limit: 3 });
      const expected = Array.from({ length: Math.min(3, 5000 - offset) }, (_, at) => offset + at);
      expect(rows.map(([row]) => row)).toEqual(expected);
    }
    const { rows } = await tables.preview(source, shape, { offset: 3500, limit: 1 });
    expect(rows).toEqual([[3500, 'two\nlines, "3500"']]);
    expect((await tables.preview(source, shape, { offset: 9000, limit: 3 })).rows).toEqual([]);
  });

  it('computes statistics that hold against hand-made ones', async () => {
    const source = await buildTable('x,y\n1,a\n2,b\n3,a\n4,\n,a\n1,a\n');
    const { columns, duplicateRows, rowCount } = await tables.statistics(
      source,
      await tables.inspect(source)
    );
    expect({ rowCount, duplicateRows }).toEqual({ rowCount: 6, duplicateRows: 1 });
    expect(columns[0]).toMatchObject({
      count: 5,
      missing: 1,
      distinct: 4,
      minimum: 1,
      maximum: 4,
      quartiles: [1, 2, 3],
      estimated: false
    });
    expect(columns[0]!.mean).toBeCloseTo(2.2, 12);
    expect(columns[0]!.standardDeviation).toBeCloseTo(Math.sqrt(1.7), 12);
    expect(columns[0]!.histogram!.counts.reduce((sum, count) => sum + count)).toBe(5);
    expect(columns[1]).toMatchObject({
      distinct: 2,
      mean: null,
      top: [
        { value: 'a', count: 4 },
        { value: 'b', count: 1 }
      ]
    });
  });

  it('estimates where a table has more values than it counts, and says so', async () => {
    const rows = Array.from({ length: 200_000 }, (_, row) => (row % 4 ? `v${row}` : 'often'));
    const source = await buildTable(`x\n${rows.join('\n')}\n`);
    const { columns } = await tables.statistics(source, await tables.inspect(source));
    expect(columns[0]!.estimated).toBe(true);
    expect(Math.abs(columns[0]!.distinct / 150_001 - 1)).toBeLessThan(0.03);
    expect(columns[0]!.top[0]).toMatchObject({ value: 'often' });
    expect(columns[0]!.top[0]!.count).toBeGreaterThan(49_990);
  }, 30_000);

  it('remembers what it has learnt, and learns it anew from a damaged cache', async () => {
    const source = await buildTable('x\n1\n2\n');
    const shape = await tables.inspect(source);
    const first = await tables.statistics(source, shape);
    for (const name of await readdir(join(folder, 'cache'))) {
      await writeFile(join(folder, 'cache', name), '{"half');
    }
    expect(await tables.statistics(source, shape)).toEqual(first);
  });

  it.each<[text: string | Buffer, format: TableFormat, says: RegExp]>([
    ['a,b\n1,2\n"x\ny",2,3\n', 'csv', /^Line 3 has 3 fields, but the first line names 2/],
    ['a;b\n1;2\n', 'csv', /separated by commas/],
    ['a\tb\n1\t2\n', 'csv', /a tab/],
    ['a,,b\n1,2,3\n', 'csv', /Column 2 has no name/],
    ['a,b\n"x" y,2\n', 'csv', /On line 2, text follows/],
    [Buffer.from([0xff, 0xfe, 0x61, 0x00]), 'csv', /UTF-16/],
    [Buffer.concat([Buffer.from('a\nx\n'), Buffer.from([0xe9, 0x0a])]), 'csv', /line 3 has a byte/],
    ['{"a":1}\n[1]\n', 'jsonl', /^Line 2 is JSON, but not an object/],
    ['{"a":1}\n{"a":\n', 'jsonl', /^Line 2 is not JSON/],
    ['', 'jsonl', /empty/]
  ])('refuses %j as %s with the line and a remedy', async (text, format, says) => {
    await expect(tables.inspect(await buildTable(text, format))).rejects.toMatchObject({
      code: 'invalid-content',
      message: expect.stringMatching(says),
      remedy: expect.any(String)
    });
  });
});
