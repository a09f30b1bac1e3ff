import type { Artifact, RunDetail } from '@atelier-ml/api';
import { kindOf, nameWithoutNumbers } from '../artifacts/index.ts';

const KINDS = ['image', 'video', 'audio', 'histogram'] as const;
export type MediaKind = (typeof KINDS)[number];

/** What several runs have logged under one name: to be seen or heard side by side. */
export interface MediaKey {
  readonly key: string;
  readonly kind: MediaKind;
  /** The path; where it was logged along steps, without the numbers in it. */
  readonly name: string;
  /** Of each run that has it, by ascending step; what has no step comes first. */
  readonly runs: ReadonlyMap<string, readonly Artifact[]>;
}

const stepOf = ({ step }: Artifact): number => step ?? Number.NEGATIVE_INFINITY;

/** What can be shown side by side, the most shared first, then by name. */
export function mediaKeys(details: readonly RunDetail[]): MediaKey[] {
  const found = new Map<string, { kind: MediaKind; name: string; runs: Map<string, Artifact[]> }>();
  for (const { id, artifacts } of details) {
    for (const artifact of artifacts) {
      const kind = KINDS.find(one => one === kindOf(artifact));
      if (kind) {
        const { path, step } = artifact;
        const name = step === null ? path : nameWithoutNumbers(path);
        const key = `${kind} ${name}`;
        const { runs } = found.get(key) ?? { runs: new Map<string, Artifact[]>() };
        found.set(key, { kind, name, runs: runs.set(id, [...(runs.get(id) ?? []), artifact]) });
      }
    }
  }
  const order = new Intl.Collator(undefined, { numeric: true });
  return [...found]
    .map(([key, { kind, name, runs }]) => {
      runs.forEach(artifacts => artifacts.sort((a, b) => stepOf(a) - stepOf(b)));
      return { key, kind, name, runs };
    })
    .sort((a, b) => b.runs.size - a.runs.size || order.compare(a.name, b.name));
}

/** All steps at which something was logged, ascending. */
export const mediaSteps = (keys: readonly MediaKey[]): number[] =>
  [
    ...new Set(
      keys.flatMap(({ runs }) => [...runs.values()].flat().flatMap(({ step }) => step ?? []))
    )
  ].sort((a, b) => a - b);

/** What was there at a step: the newest that is not later, as runs log at steps of their own. */
export const mediaAt = (
  artifacts: readonly Artifact[] | undefined,
  step: number
): Artifact | undefined => artifacts?.findLast(artifact => stepOf(artifact) <= step);
