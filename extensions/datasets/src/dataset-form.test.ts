import { nameOf } from './dataset-form.ts';

describe('the name of a new dataset', () => {
  it('is what was typed', () => {
    expect(nameOf('  patients ', 'diabetes.csv')).toBe('patients');
  });

  it('is the file without its ending when nothing was typed', () => {
    expect(nameOf('', 'diabetes.csv')).toBe('diabetes');
  });

  it('leaves out of a file name what a name must not hold', () => {
    expect(nameOf('', '(draft) größe#2.csv')).toBe('draft- größe-2');
  });

  it('is never empty', () => {
    expect(nameOf(undefined, '???')).toBe('dataset');
  });
});
