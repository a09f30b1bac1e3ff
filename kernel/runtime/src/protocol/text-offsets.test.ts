import { toCharacters, toUnits } from './text-offsets.ts';

test('characters outside the first plane count once for the protocol, twice for JavaScript', () => {
  const text = 'a😀b';
  expect([0, 1, 2, 3, 9].map(each => toUnits(text, each))).toEqual([0, 1, 3, 4, 4]);
  expect([0, 1, 3, 4].map(each => toCharacters(text, each))).toEqual([0, 1, 2, 3]);
});
