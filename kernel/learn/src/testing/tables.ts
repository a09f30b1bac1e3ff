import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createRandom } from '../random.ts';
import type { Row } from '../table.ts';

/** The diabetes example: eight numeric columns with gaps, label `diabetes`, "neg" or "pos". */
export function buildDiabetes(): Row[] {
  const path = resolve(import.meta.dirname, '../../../../examples/diabetes/diabetes.csv');
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map(line => {
    const cells = line.split(',');
    const read = (name: string, cell: string): unknown =>
      name === 'diabetes' ? cell : cell === '' ? null : Number(cell);
    return Object.fromEntries(names.map((name, index) => [name, read(name, cells[index])]));
  });
}

export interface PatientOptions {
  readonly rows?: number;
  readonly seed?: number;
  /** Share of the cells without a value. */
  readonly missing?: number;
}

/**
 * Made-up patients of all column types. Labels that follow from them with some noise: `ill`
 * (boolean), `risk` ('high' | 'low' | 'middle'), `stage` (1, 2, 5) and `cost` (a number).
 */
export function buildPatients({ rows = 300, seed = 1, missing = 0.1 }: PatientOptions = {}): Row[] {
  const random = createRandom(seed);
  const maybe = <T>(value: T): T | null => (random.next() < missing ? null : value);
  return Array.from({ length: rows }, () => {
    const age = 20 + random.int(60);
    const mass = 18 + 20 * random.next();
    const ward = ['north', 'south', 'east'][random.int(3)];
    const smoker = random.next() < 0.4;
    const score =
      (age - 50) / 15 + (mass - 28) / 8 + (smoker ? 0.8 : -0.8) + (ward === 'east' ? 1 : 0);
    const noisy = score + 1.5 * (random.next() - 0.5);
    return {
      age: maybe(age),
      mass: maybe(mass),
      ward: maybe(ward),
      smoker: maybe(smoker),
      ill: noisy > 0.3,
      risk: noisy > 1 ? 'high' : noisy > -0.5 ? 'middle' : 'low',
      stage: noisy > 1 ? 5 : noisy > -0.5 ? 2 : 1,
      cost: 10 + 3 * noisy
    };
  });
}

export const PATIENT_COLUMNS = { numeric: ['age', 'mass'], categorical: ['ward', 'smoker'] };
