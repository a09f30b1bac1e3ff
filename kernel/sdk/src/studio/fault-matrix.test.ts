import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../../..');
const page = readFileSync(join(root, 'docs/faults.md'), 'utf8');
const lines = [...page.matchAll(/\| `([^`]+)` (.+?) +\|$/gm)].map(([, file, name]) => ({
  file: file!,
  name: name!
}));

describe('the page of faults', () => {
  it('has a test in every line', () => {
    const rows = page.split('\n').filter(line => line.startsWith('| ') && !line.includes('---'));
    expect(rows.length - 1).toBeGreaterThan(20);
    expect(lines).toHaveLength(rows.length - 1);
  });

  it.each(lines)('names a test that is there: $name', ({ file, name }) => {
    expect(readFileSync(join(root, file), 'utf8')).toContain(name);
  });
});
