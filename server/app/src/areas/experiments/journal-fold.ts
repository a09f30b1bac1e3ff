import { AtelierError, toNumber } from '@atelier-ml/api';
import type { ExecutedCell, JournalEntry, RunDataset } from '@atelier-ml/api';
import type { LogPiece } from './log-block.ts';
import { appendPoint, emptyPoints } from './metric-chunk.ts';
import type { Points } from './metric-chunk.ts';

type Start = Extract<JournalEntry, { type: 'start' }>;
type ArtifactEntry = Extract<JournalEntry, { type: 'artifact' }>;
type End = Extract<JournalEntry, { type: 'end' }>;
type Definition = Extract<JournalEntry, { type: 'metric-definition' }>;

type Unnumbered<T> = T extends unknown ? Omit<T, 'seq'> : never;
/** An entry of a writer that does not number what it says. */
export type LooseEntry = Unnumbered<JournalEntry>;

/** What a batch says all in all. */
export interface FoldedBatch {
  start?: Omit<Start, 'seq'>;
  metrics: Map<string, Points>;
  /** The first value of each; others of the same batch are in `conflicts`. */
  params: Map<string, string>;
  conflicts: Map<string, string>;
  tags: Map<string, string>;
  artifacts: Map<string, Omit<ArtifactEntry, 'seq'>>;
  cells: { position: number; cell: ExecutedCell }[];
  datasets: { position: number; dataset: RunDataset }[];
  logs: LogPiece[];
  definitions: Map<string, Pick<Definition, 'unit' | 'goal'>>;
  links: { direction: 'input' | 'output'; uri: string; position: number }[];
  /** What was said last of the run's course. */
  course?: Omit<End, 'seq'> | Omit<Extract<JournalEntry, { type: 'resume' }>, 'seq'>;
  lastPosition: number;
}

/** Folds entries that were not stored before; positions go on from the last one of the run. */
export function foldEntries(entries: readonly LooseEntry[], lastPosition: number): FoldedBatch {
  const folded: FoldedBatch = {
    metrics: new Map(),
    params: new Map(),
    conflicts: new Map(),
    tags: new Map(),
    artifacts: new Map(),
    cells: [],
    datasets: [],
    logs: [],
    definitions: new Map(),
    links: [],
    lastPosition
  };
  for (const entry of entries) {
    folded.lastPosition++;
    foldEntry(folded, entry);
  }
  return folded;
}

function foldEntry(folded: FoldedBatch, entry: LooseEntry): void {
  const position = folded.lastPosition;
  switch (entry.type) {
    case 'start':
      folded.start ??= entry;
      break;
    case 'metric': {
      const points = folded.metrics.get(entry.key) ?? emptyPoints();
      folded.metrics.set(entry.key, points);
      appendPoint(points, position, entry.step, toNumber(entry.value), entry.at);
      break;
    }
    case 'metric-definition':
      folded.definitions.set(entry.key, entry);
      break;
    case 'log':
      folded.logs.push({ position, stream: entry.stream, at: entry.at, text: entry.text });
      break;
    case 'dataset':
      folded.datasets.push({ position, dataset: entry.dataset });
      break;
    case 'param':
      if ((folded.params.get(entry.key) ?? entry.value) === entry.value) {
        folded.params.set(entry.key, entry.value);
      } else {
        folded.conflicts.set(entry.key, entry.value);
      }
      break;
    case 'tag':
      folded.tags.set(entry.key, entry.value);
      break;
    case 'artifact':
      folded.artifacts.set(entry.path, entry);
      break;
    case 'cell':
      folded.cells.push({ position, cell: entry.cell });
      break;
    case 'input':
    case 'output':
      folded.links.push({ direction: entry.type, uri: entry.uri, position });
      break;
    case 'end':
    case 'resume':
      folded.course = entry;
  }
}

/**
 * The entries above what is already stored of their source.
 * @throws AtelierError `sequence-gap` if some between are missing, or the batch is out of order
 */
export function newEntries(entries: JournalEntry[], acknowledged: number): JournalEntry[] {
  const fresh = entries.filter(entry => entry.seq > acknowledged);
  fresh.forEach((entry, index) => {
    const expected = acknowledged + 1 + index;
    if (entry.seq !== expected) {
      throw new AtelierError(
        'sequence-gap',
        `Entry ${expected} of this source is missing; the batch goes on with ${entry.seq}.`,
        { remedy: `Send again all entries from ${expected} on, in their order.` }
      );
    }
  });
  return fresh;
}
