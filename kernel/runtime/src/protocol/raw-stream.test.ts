import { endMark } from '../runner/messages.ts';
import { createRawReader } from './raw-stream.ts';

function read(chunks: string[]): (string | number)[] {
  const seen: (string | number)[] = [];
  const reader = createRawReader(
    text => seen.push(text),
    parent => seen.push(parent)
  );
  chunks.forEach(reader);
  return seen;
}

describe('raw output', () => {
  test('marks are taken out of the text', () => {
    expect(read([`a${endMark(1)}b${endMark(12)}`, 'c'])).toEqual(['a', 1, 'b', 12, 'c']);
  });

  test('a mark may come in pieces, however small', () => {
    const seen = read([...`ab${endMark(345)}c`]);
    expect(seen.filter(each => typeof each === 'number')).toEqual([345]);
    expect(seen.filter(each => typeof each === 'string').join('')).toBe('abc');
  });

  test('colours are no marks and are not held back', () => {
    expect(read(['\u001b[31mred\u001b[0m'])).toEqual(['\u001b[31mred\u001b[0m']);
  });

  test('text that only begins like a mark comes through with what follows', () => {
    expect(read(['a\u001b_ate', 'lse']).join('')).toBe('a\u001b_atelse');
  });
});
