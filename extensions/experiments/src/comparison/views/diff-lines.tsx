import { classes, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { diffTexts, withContext } from '../code/text-diff.ts';

const CONTEXT = 3;
/** Longer texts are not compared line by line. */
const LONGEST = 400_000;
const SIGNS = { same: ' ', added: '+', removed: '−' } as const;

/** Two texts as one, with what is gone and what is new. */
export function DiffLines(props: {
  label: string;
  base: string;
  other: string;
  onlyChanges: boolean;
}) {
  const { base, other, onlyChanges } = props;
  const trans = useTrans();
  const tooLong = base.length + other.length > LONGEST;
  const lines = React.useMemo(() => {
    if (tooLong) {
      return [];
    }
    const all = diffTexts(base, other);
    return onlyChanges ? withContext(all, CONTEXT) : all;
  }, [base, other, onlyChanges, tooLong]);
  if (tooLong) {
    return <p>{trans.__('The texts are too long to be compared here.')}</p>;
  }
  return (
    <pre className="atl-Compare-diff" tabIndex={0} aria-label={props.label}>
      {lines.map((line, index) =>
        line === null ? (
          <span key={index} className="atl-Compare-diffGap">
            ⋯{'\n'}
          </span>
        ) : (
          <span key={index} className={classes('atl-Compare-diffLine', `atl-mod-${line.kind}`)}>
            <span className="atl-Compare-diffNumber" aria-hidden="true">
              {line.from ?? ''}
            </span>
            <span className="atl-Compare-diffNumber" aria-hidden="true">
              {line.to ?? ''}
            </span>
            <span className="atl-Compare-diffSign">{SIGNS[line.kind]}</span>
            {line.parts.map((part, at) =>
              part.changed ? <mark key={at}>{part.text}</mark> : part.text
            )}
            {'\n'}
          </span>
        )
      )}
    </pre>
  );
}
