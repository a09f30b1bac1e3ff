import { shownLines, shownText } from './terminal-text.ts';

it('shows of a progress bar what a terminal would, without its colours', () => {
  expect(shownText('10 %\r50 %\r100 %\r')).toBe('100 %');
  expect(shownText('\u001b[31mred\u001b[0m')).toBe('red');
  expect(shownText('windows\r')).toBe('windows');
});

it('does so line by line', () => {
  expect(shownLines('\u001b[31mValueError\u001b[39m: boom\n1 %\r2 %\n')).toBe(
    'ValueError: boom\n2 %\n'
  );
});
