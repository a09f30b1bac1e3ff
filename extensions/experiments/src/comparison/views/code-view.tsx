import { EmptyState, icons, LoadingState, useTrans } from '@atelier-ml/ui';
import type { RunDetail } from '@atelier-ml/api';
import * as React from 'react';
import { Check } from '../../charts/index.ts';
import { languageOf } from '../../runs/index.ts';
import { alignCells } from '../code/align-cells.ts';
import type { CellPair } from '../code/align-cells.ts';
import type { CanonicalForm } from '../code/canonical-code.ts';
import type { ComparisonModel } from '../comparison-model.ts';
import { CellDiff } from './cell-diff.tsx';
import type { CellChange } from './cell-diff.tsx';
import { DiffLines } from './diff-lines.tsx';
import { nameOf } from './run-side-list.tsx';

const GIT_DIFF = '.atelier/git.diff';

/** The code of two runs, cell by cell, and what had not been committed. */
export function CodeView({ model, form }: { model: ComparisonModel; form: CanonicalForm }) {
  const trans = useTrans();
  const { shown, baseline, settings } = model;
  const { code } = settings;
  const other =
    shown.find(({ id }) => id === code.other && id !== baseline?.id) ??
    shown.find(({ id }) => id !== baseline?.id);
  const pair = baseline && other ? [baseline.id, other.id] : [];
  React.useEffect(() => model.details.want(pair));
  const [base, compared] = pair.map(id => model.details.details.get(id));
  if (!baseline || !other) {
    return (
      <EmptyState icon={icons.code} text={trans.__('It takes two shown runs to compare code.')} />
    );
  }
  const choose = (label: string, value: string, but: string, onChange: (run: string) => void) => (
    <label className="atl-Compare-field">
      {label}
      <select
        className="atl-Experiments-select"
        value={value}
        onChange={event => onChange(event.target.value)}
      >
        {shown
          .filter(({ id }) => id !== but)
          .map(run => (
            <option key={run.id} value={run.id}>
              {nameOf(run)}
            </option>
          ))}
      </select>
    </label>
  );
  return (
    <>
      <div className="atl-Experiments-bar">
        {choose(trans.__('Base line'), baseline.id, other.id, run => model.set({ baseline: run }))}
        {choose(trans.__('Compared with'), other.id, baseline.id, run =>
          model.set({ code: { ...code, other: run } })
        )}
        <Check
          label={trans.__('Only changes')}
          checked={code.onlyChanges}
          onChange={onlyChanges => model.set({ code: { ...code, onlyChanges } })}
        />
      </div>
      {base === undefined || compared === undefined ? (
        <LoadingState rows={4} />
      ) : base === null || compared === null ? (
        <EmptyState
          icon={icons.code}
          text={trans.__('The code of one of the two runs could not be fetched.')}
        />
      ) : (
        <>
          <GitState model={model} base={base} other={compared} />
          <Cells base={base} other={compared} form={form} onlyChanges={code.onlyChanges} />
        </>
      )}
    </>
  );
}

function Cells(props: {
  base: RunDetail;
  other: RunDetail;
  form: CanonicalForm;
  onlyChanges: boolean;
}) {
  const { base, other, form, onlyChanges } = props;
  const trans = useTrans();
  const pairs = React.useMemo(() => alignCells(base.cells, other.cells), [base.cells, other.cells]);
  const changes = useChanges(pairs, form, languageOf(other.environment));
  const count = (change: CellChange) => changes.filter(one => one === change).length;
  if (pairs.length === 0) {
    return (
      <EmptyState
        icon={icons.code}
        text={trans.__('No code was recorded: neither run was logged from a notebook’s cells.')}
      />
    );
  }
  const summary = [
    trans._n('%1 cell changed', '%1 cells changed', count('changed')),
    count('layout') > 0 && trans.__('%1 in layout or comments only', count('layout')),
    count('added') > 0 && trans.__('%1 only in %2', count('added'), other.name),
    count('removed') > 0 && trans.__('%1 only in %2', count('removed'), base.name),
    trans.__('%1 the same', count('same'))
  ];
  return (
    <>
      <p role="status">{summary.filter(Boolean).join(' · ')}</p>
      <ol className="atl-Compare-cells">
        {pairs.map((pair, index) =>
          onlyChanges && changes[index] === 'same' ? null : (
            <CellDiff
              key={`${pair.base?.cellId} ${pair.other?.cellId} ${index}`}
              pair={pair}
              change={changes[index]}
              names={[base.name, other.name]}
              onlyChanges={onlyChanges}
            />
          )
        )}
      </ol>
    </>
  );
}

/** How each pair differs; whether only in layout is known once the parser has looked. */
function useChanges(
  pairs: readonly CellPair[],
  form: CanonicalForm,
  language: string
): readonly CellChange[] {
  const plain = React.useMemo(() => pairs.map(plainChange), [pairs]);
  const [looked, setLooked] = React.useState<{
    pairs: readonly CellPair[];
    changes: readonly CellChange[];
  } | null>(null);
  React.useEffect(() => {
    let ended = false;
    const look = async (pair: CellPair, index: number): Promise<CellChange> => {
      if (plain[index] !== 'changed') {
        return plain[index];
      }
      const [a, b] = await Promise.all([
        form(pair.base!.source, language),
        form(pair.other!.source, language)
      ]);
      return a !== null && a === b ? 'layout' : 'changed';
    };
    void Promise.all(pairs.map(look)).then(changes => {
      if (!ended) {
        setLooked({ pairs, changes });
      }
    });
    return () => {
      ended = true;
    };
  }, [pairs, plain, form, language]);
  return looked?.pairs === pairs ? looked.changes : plain;
}

function plainChange({ base, other }: CellPair): CellChange {
  if (!base) {
    return 'added';
  }
  if (!other) {
    return 'removed';
  }
  return base.source === other.source ? 'same' : 'changed';
}

/** Commit and branch of both, and the difference of what had not been committed. */
function GitState(props: { model: ComparisonModel; base: RunDetail; other: RunDetail }) {
  const { model, base, other } = props;
  const trans = useTrans();
  const tag = (run: RunDetail, name: string) => run.tags[`mlflow.source.git.${name}`];
  const [before, after] = [base, other].map(run => model.artifacts.text(run, GIT_DIFF));
  const facts = [base, other].map(run =>
    [
      run.name,
      tag(run, 'branch'),
      tag(run, 'commit')?.slice(0, 10),
      tag(run, 'dirty') === 'true' && trans.__('with uncommitted changes')
    ]
      .filter(Boolean)
      .join(' · ')
  );
  const committed = tag(base, 'commit') ?? tag(other, 'commit');
  if (!committed && !before && !after) {
    return null;
  }
  return (
    <section className="atl-Compare-git" aria-label={trans.__('Git')}>
      <p>
        {facts[0]}
        <br />
        {facts[1]}
      </p>
      {before === undefined || after === undefined ? (
        <LoadingState rows={1} />
      ) : before === after ? (
        before && <p>{trans.__('The uncommitted changes are the same.')}</p>
      ) : (
        <details>
          <summary>{trans.__('What had not been committed differs')}</summary>
          <DiffLines
            label={trans.__('Uncommitted changes')}
            base={before ?? ''}
            other={after ?? ''}
            onlyChanges
          />
        </details>
      )}
    </section>
  );
}
