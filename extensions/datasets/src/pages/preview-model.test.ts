import { PreviewModel } from './preview-model.ts';
import type { FetchRows } from './preview-model.ts';

const answer: FetchRows = async (offset, limit) => ({
  columns: [{ name: 'row', type: 'integer' }],
  rows: Array.from({ length: limit }, (_, i) => [offset + i]),
  offset,
  rowCount: 1_000_000
});

describe('the rows of a preview', () => {
  it('are fetched in blocks, once, when they come into sight', async () => {
    const fetch = jest.fn(answer);
    const model = new PreviewModel(fetch);
    await Promise.all([model.show(190, 210), model.show(195, 215)]);
    await model.show(0, 399);
    expect(fetch.mock.calls.map(([offset]) => offset)).toEqual([0, 200]);
    expect(model.cell(205, 0)).toBe(205);
  });

  it('are undefined until they are there', () => {
    const model = new PreviewModel(answer);
    expect(model.cell(5, 0)).toBeUndefined();
  });

  it('of long ago are given up, and fetched again when they are asked for', async () => {
    const fetch = jest.fn(answer);
    const model = new PreviewModel(fetch);
    await model.show(0, 0);
    for (let row = 200; row <= 200 * 60; row += 200) {
      await model.show(row, row);
    }
    expect(model.cell(0, 0)).toBeUndefined();
    await model.show(0, 0);
    expect(model.cell(0, 0)).toBe(0);
  });

  it('that could not be fetched leave an error, until a retry brings them', async () => {
    let broken = true;
    const model = new PreviewModel((offset, limit) =>
      broken ? Promise.reject(new Error('down')) : answer(offset, limit)
    );
    await model.show(0, 10);
    expect(model.error).toEqual(new Error('down'));
    broken = false;
    await model.retry();
    expect(model.error).toBeNull();
    expect(model.cell(3, 0)).toBe(3);
  });
});
