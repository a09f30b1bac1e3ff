import type { FittedClassifier, FittedRegressor } from './fitted-pipeline.ts';
import type { ClassificationScores, PositiveOption, RegressionScores } from './metrics/index.ts';
import { checkNumber } from './options.ts';
import { createBreath } from './progress.ts';
import { createRandom, range, shuffle } from './random.ts';
import { columnReader, rowCount, type Table } from './table.ts';

export interface PermutationOptions<M> extends PositiveOption {
  /** The score that must suffer. Default `rocAuc` for a classifier, `r2` for a regressor. */
  readonly metric?: M;
  /** Shuffles a column. Default 5. */
  readonly repeats?: number;
  /** Default 0. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

export interface PermutationImportance {
  readonly column: string;
  /** How much worse the score becomes, in its own unit, mean over the repeats. */
  readonly importance: number;
  /** Population standard deviation over the repeats. */
  readonly std: number;
}

/** Scores of which less is better. */
const LOSSES = ['logLoss', 'brier', 'rmse', 'mae'];

/**
 * How much a score suffers when one column is shuffled among the rows, the greatest first
 * (Breiman, "Random Forests", 2001). Use rows that the model was not trained on.
 */
export async function permutationImportance(
  fitted: FittedClassifier,
  table: Table,
  options?: PermutationOptions<keyof ClassificationScores>
): Promise<PermutationImportance[]>;
export async function permutationImportance(
  fitted: FittedRegressor,
  table: Table,
  options?: PermutationOptions<keyof RegressionScores>
): Promise<PermutationImportance[]>;
export async function permutationImportance(
  fitted: FittedClassifier | FittedRegressor,
  table: Table,
  options: PermutationOptions<string> = {}
): Promise<PermutationImportance[]> {
  const { repeats = 5, seed = 0, positive, signal } = options;
  const metric = options.metric ?? (fitted.task === 'classification' ? 'rocAuc' : 'r2');
  checkNumber('repeats', repeats, { min: 1, integer: true });
  const sign = LOSSES.includes(metric) ? -1 : 1;
  const score = (rows: Table): number => {
    const scores = fitted.evaluate(rows, { positive }) as unknown as Record<string, number>;
    return sign * scores[metric];
  };
  const columns = columnsOf(table, [...fitted.columns.map(({ name }) => name), fitted.label]);
  const whole = score(columns);
  const random = createRandom(seed);
  const breathe = createBreath(signal);
  const found: PermutationImportance[] = [];
  for (const { name } of fitted.columns) {
    const losses: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = shuffle(range(columns[name].length), random);
      losses.push(
        whole - score({ ...columns, [name]: Array.from(order, row => columns[name][row]) })
      );
      await breathe();
    }
    const importance = losses.reduce((sum, loss) => sum + loss, 0) / repeats;
    const variance = losses.reduce((sum, loss) => sum + (loss - importance) ** 2, 0) / repeats;
    found.push({ column: name, importance, std: Math.sqrt(variance) });
  }
  return found.sort((a, b) => b.importance - a.importance);
}

function columnsOf(table: Table, names: readonly string[]): Record<string, unknown[]> {
  const rows = rowCount(table);
  return Object.fromEntries(
    names.map(name => {
      const read = columnReader(table, name);
      return [name, Array.from({ length: rows }, (_, row) => read(row))];
    })
  );
}
