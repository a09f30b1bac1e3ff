import {
  formatBytes,
  formatCarbon,
  formatDuration,
  formatEnergy,
  formatMoney,
  formatNumber,
  formatPercent,
  formatRelativeTime
} from './format.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1536, '1.5 KiB'],
  [123_456_789, '118 MiB']
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0.123456789, '0.12346'],
  [12345, '12,345'],
  [0.0000123, '1.230e-5'],
  [Number.NaN, 'NaN'],
  [-Infinity, '−∞'],
  [null, '–']
])('the number %p is %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test.each([
  [3.14159, '3.14 ms'],
  [340, '340 ms'],
  [12_400, '12.4 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
  [null, '–']
])('%p milliseconds are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test('what hardly costs anything is said to be less than what tells something', () => {
  expect(formatMoney(0.0000000075, 'EUR')).toBe('< €0.0001');
  expect(formatMoney(0.0042, 'EUR')).toBe('€0.0042');
  expect(formatMoney(0, 'EUR')).toBe('€0.00');
  expect([0, 6e-11, 0.0000034, 1.5].map(formatEnergy)).toEqual([
    ...['0 kWh', '< 0.001 Wh', '0.0034 Wh', '1.5 kWh']
  ]);
  expect([0, 2.9e-5, 12].map(formatCarbon)).toEqual(['0 gCO₂e', '< 0.001 gCO₂e', '12 gCO₂e']);
});

test('a share is said in percent', () => {
  expect(formatPercent(0.875)).toBe('87.5 %');
});

test('a past time is said from now', () => {
  const now = Date.UTC(2026, 0, 2);
  expect(formatRelativeTime(now - 10_000, now)).toBe('now');
  expect(formatRelativeTime(now - 3 * 60_000, now)).toBe('3 min. ago');
});
