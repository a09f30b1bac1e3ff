import * as React from 'react';

/**
 * What was made last, as long as the inputs are the same. For what is made from a model that changes
 * in place: the inputs say when it has to be made anew, not what it is made from.
 */
export function useKept<T>(make: () => T, inputs: readonly unknown[]): T {
  const held = React.useRef<{ inputs: readonly unknown[]; value: T } | null>(null);
  const same =
    held.current?.inputs.length === inputs.length &&
    held.current.inputs.every((input, index) => Object.is(input, inputs[index]));
  if (!held.current || !same) {
    held.current = { inputs, value: make() };
  }
  return held.current.value;
}
