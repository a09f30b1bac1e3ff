import { Chip, CopyButton, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { CellPair } from '../code/align-cells.ts';
import { DiffLines } from './diff-lines.tsx';

/** `layout`: white space, line breaks and comments alone. */
export type CellChange = 'same' | 'changed' | 'layout' | 'added' | 'removed';

/** One cell as it was in both runs. */
export function CellDiff(props: {
  pair: CellPair;
  change: CellChange;
  names: readonly [base: string, other: string];
  onlyChanges: boolean;
}) {
  const { pair, change, names, onlyChanges } = props;
  const { base, other } = pair;
  const trans = useTrans();
  const labels: Readonly<Record<CellChange, string>> = {
    same: trans.__('the same'),
    changed: trans.__('changed'),
    layout: trans.__('layout or comments only'),
    added: trans.__('only in %1', names[1]),
    removed: trans.__('only in %1', names[0])
  };
  const counts = [base, other].map(cell => `[${cell?.executionCount ?? ' '}]`);
  return (
    <li className="atl-Compare-cell">
      <header>
        <span className="atl-Experiments-prompt">
          {counts[0]} → {counts[1]}
        </span>
        <Chip>{labels[change]}</Chip>
        <CopyButton text={(other ?? base)?.source ?? ''} label={trans.__('Copy the code')} />
      </header>
      <DiffLines
        label={trans.__('Cell %1: %2', counts[1], labels[change])}
        base={base?.source ?? ''}
        other={other?.source ?? ''}
        onlyChanges={onlyChanges && change !== 'same'}
      />
    </li>
  );
}
