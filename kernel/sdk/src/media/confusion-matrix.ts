import { ConfusionMatrix, MEDIA } from '@atelier-ml/api';
import { jsonMedia } from './media.ts';
import type { Media } from './media.ts';

export type Label = string | number | boolean;

export type ConfusionContent =
  | {
      /** The classes that are true, row by row. */
      readonly actual: ArrayLike<Label>;
      /** The classes that were predicted, in the same order. */
      readonly predicted: ArrayLike<Label>;
      /** All classes in the order of the matrix; those that occur, sorted, when left out. */
      readonly classes?: readonly Label[];
    }
  | {
      readonly labels: readonly Label[];
      /** Rows: true classes; columns: predicted ones. */
      readonly counts: readonly ArrayLike<number>[];
    };

const numeric = (labels: readonly string[]) =>
  labels.every(label => label !== '' && !Number.isNaN(Number(label)));

/** The classes that occur: numbers by size, others by their letters. */
export function sortedClasses(labels: ArrayLike<Label>): string[] {
  const found = [...new Set(Array.from(labels, String))];
  return numeric(found)
    ? found.sort((a, b) => Number(a) - Number(b))
    : found.sort((a, b) => (a < b ? -1 : 1));
}

function counted(content: Extract<ConfusionContent, { actual: unknown }>): ConfusionMatrix {
  const { actual, predicted } = content;
  if (actual.length !== predicted.length) {
    throw new Error(`there are ${actual.length} true classes and ${predicted.length} predictions`);
  }
  const labels =
    content.classes?.map(String) ??
    sortedClasses([...Array.from(actual), ...Array.from(predicted)]);
  const numbers = new Map(labels.map((label, index) => [label, index]));
  const counts = labels.map(() => new Array<number>(labels.length).fill(0));
  for (let row = 0; row < actual.length; row++) {
    const from = numbers.get(String(actual[row]));
    const to = numbers.get(String(predicted[row]));
    if (from === undefined || to === undefined) {
      const missing = String(from === undefined ? actual[row] : predicted[row]);
      throw new Error(`the class “${missing}” is not among the classes`);
    }
    counts[from][to]++;
  }
  return { labels, counts };
}

export function confusionMedia(content: ConfusionContent): Media {
  const matrix =
    'actual' in content
      ? counted(content)
      : {
          labels: content.labels.map(String),
          counts: content.counts.map(row => Array.from(row))
        };
  const checked = ConfusionMatrix.parse(matrix);
  return jsonMedia(checked, MEDIA.confusionMatrix, '.confusion-matrix.json');
}
