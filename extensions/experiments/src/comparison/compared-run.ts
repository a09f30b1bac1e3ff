import type { Run } from '@atelier-ml/api';
import type { ColorSlots } from './color-slots.ts';
import type { SetMember } from './run-set.ts';

/** A run of the comparison, with the series colour that it keeps. */
export interface ComparedRun extends SetMember {
  readonly colour: number;
  readonly hidden: boolean;
}

/** A run that is known and not switched off. */
export interface ShownRun extends ComparedRun {
  readonly value: Run;
}

/** The runs as they are now; one of which nothing has changed stays the same object. */
export function mergeRuns(
  before: readonly ComparedRun[],
  members: readonly SetMember[],
  hidden: ReadonlySet<string>,
  slots: ColorSlots
): ComparedRun[] {
  const there = new Set(members.map(({ id }) => id));
  before.forEach(({ id }) => !there.has(id) && slots.release(id));
  const held = new Map(before.map(run => [run.id, run]));
  return members.map(member => {
    const one = held.get(member.id);
    const same =
      one?.value === member.value &&
      one.state === member.state &&
      one.hidden === hidden.has(member.id);
    return one && same
      ? one
      : { ...member, colour: slots.take(member.id), hidden: hidden.has(member.id) };
  });
}
