import type { MergedCell, MergedGridRow } from '@atelier-ml/ui';
import {
  Button,
  EmptyState,
  formatDuration,
  formatNumber,
  formatTime,
  icons,
  MergedGrid,
  SearchField,
  seriesColour,
  useTrans
} from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { Check } from '../../charts/index.ts';
import { saveFile, statusLabel } from '../../runs/index.ts';
import type { ComparisonModel } from '../comparison-model.ts';
import { toCsv } from '../csv.ts';
import { deltaOf, detailRows, isSame, mergedRows, packagesOf, SECTIONS } from '../merged-rows.ts';
import type { MergedRow, SectionName } from '../merged-rows.ts';
import { StatisticSelect } from './group-controls.tsx';
import { nameOf } from './run-side-list.tsx';
import type { ViewProps } from './view-props.ts';
import { useKept } from './use-kept.ts';

const ENVIRONMENT = '.atelier/environment.json';
const MEASURED = ['started', 'duration'];
/** Sections that only the details of runs tell. */
const DETAILED: readonly SectionName[] = ['datasets', 'environment'];

/** Params, metrics, tags, environment and datasets of all shown runs in one table. */
export function TableView({ model, onOpen }: ViewProps) {
  const trans = useTrans();
  const { shown, settings, baseline } = model;
  const { table } = settings;
  const set = (change: Partial<typeof table>) => model.set({ table: { ...table, ...change } });
  const merged = useMergedRows(model);
  if (shown.length === 0) {
    return <EmptyState icon={icons.table} text={trans.__('No run is shown.')} />;
  }
  const columns = shown.map(run => ({
    key: run.id,
    title: nameOf(run),
    colour: seriesColour(model.colourOf(run)),
    marked: run === baseline,
    hint: trans.__('base line')
  }));
  const base = baseline ? shown.indexOf(baseline) : -1;
  const matching = merged.rows.filter(
    row =>
      (row.differs || !table.onlyDifferences) &&
      row.key.toLowerCase().includes(table.search.toLowerCase())
  );
  const { rows, places } = gridRows(matching, model, trans, merged.waiting);
  const cell = (row: number, column: number) => cellOf(places[row]!, column, base, trans);
  const csv = () =>
    toCsv([
      ['section', 'key', ...shown.map(nameOf)],
      ['attributes', 'id', ...shown.map(({ id }) => id)],
      ...matching.map(row => [row.section, row.key, ...row.values])
    ]);
  return (
    <>
      <div className="atl-Experiments-bar">
        <SearchField
          label={trans.__('Find a row')}
          value={table.search}
          onChange={search => set({ search })}
        />
        <Check
          label={trans.__('Only differences')}
          checked={table.onlyDifferences}
          onChange={onlyDifferences => set({ onlyDifferences })}
        />
        <StatisticSelect model={model} />
        <Button
          icon={icons.copy}
          variant="quiet"
          onClick={() => void navigator.clipboard.writeText(tabbed(matching, shown.map(nameOf)))}
        >
          {trans.__('Copy')}
        </Button>
        <Button
          icon={icons.download}
          variant="quiet"
          onClick={() =>
            saveFile({ filename: 'comparison.csv', mediaType: 'text/csv', text: csv() })
          }
        >
          {trans.__('CSV')}
        </Button>
      </div>
      <MergedGrid
        label={trans.__('Comparison')}
        corner={trans.__('Name')}
        columns={columns}
        rows={rows}
        cell={cell}
        bestLabel={trans.__('best')}
        onSection={section => set({ folded: toggled(table.folded, section) })}
        onMark={key => {
          const metric = key.slice('metrics.'.length);
          const higher = model.directionOf(metric) === 'higher';
          if (key.startsWith('metrics.')) {
            model.set({
              directions: { ...settings.directions, [metric]: higher ? 'lower' : 'higher' }
            });
          }
        }}
        onColumn={onOpen}
      />
      <p className="atl-Experiments-note">
        {trans.__('Differences are to %1.', baseline ? nameOf(baseline) : '–')}{' '}
        {merged.unknown > 0 &&
          trans._n(
            'The environment of %1 run could not be fetched.',
            'The environments of %1 runs could not be fetched.',
            merged.unknown
          )}
      </p>
    </>
  );
}

/** The rows of all sections; those of the details as they come, once one of their sections is open. */
function useMergedRows(model: ComparisonModel) {
  const { shown, settings } = model;
  const wantsDetails = DETAILED.some(section => !settings.table.folded.includes(section));
  const { details } = model.details;
  React.useEffect(() => {
    if (wantsDetails) {
      model.details.want(shown.map(({ id }) => id));
    }
  }, [model, shown, wantsDetails]);
  const known = shown.map(({ id }) => details.get(id));
  const packages = known.map(detail =>
    detail && wantsDetails ? packagesOf(model.artifacts.text(detail, ENVIRONMENT)) : null
  );
  const listed = packages.filter(one => one !== null).length;
  const rows = useKept(
    () => [
      ...mergedRows(
        shown.map(({ value }) => value),
        { statistic: settings.statistic, directionOf: metric => model.directionOf(metric) }
      ),
      ...detailRows(known, packages)
    ],
    [shown, settings.statistic, settings.directions, details, listed, model]
  );
  return {
    rows,
    waiting: wantsDetails && known.some(detail => detail === undefined),
    unknown: known.filter(detail => detail === null).length
  };
}

const toggled = (all: readonly string[], one: string): string[] =>
  all.includes(one) ? all.filter(other => other !== one) : [...all, one];

function gridRows(
  merged: readonly MergedRow[],
  model: ComparisonModel,
  trans: TranslationBundle,
  waiting: boolean
): { rows: MergedGridRow[]; places: (MergedRow | null)[] } {
  const titles: Readonly<Record<SectionName, string>> = {
    attributes: trans.__('Run'),
    metrics: trans.__('Metrics'),
    params: trans.__('Params'),
    tags: trans.__('Tags'),
    datasets: trans.__('Datasets'),
    environment: trans.__('Environment and packages')
  };
  const { folded } = model.settings.table;
  const rows: MergedGridRow[] = [];
  const places: (MergedRow | null)[] = [];
  for (const section of SECTIONS) {
    const members = merged.filter(row => row.section === section);
    const open = !folded.includes(section);
    const closed = DETAILED.includes(section) && !open && members.length === 0;
    rows.push({
      kind: 'section',
      key: section,
      title: titles[section],
      note: closed
        ? ''
        : DETAILED.includes(section) && waiting
          ? trans.__('loading…')
          : members.length === 0
            ? trans.__('none to show')
            : String(members.length),
      open
    });
    places.push(null);
    for (const row of open ? members : []) {
      const higher = row.direction === 'higher';
      rows.push({
        kind: 'row',
        key: `${section}.${row.key}`,
        title: row.key,
        differs: row.differs,
        mark: row.direction
          ? {
              text: higher ? '↑' : '↓',
              label: higher
                ? trans.__('higher is better; change')
                : trans.__('lower is better; change')
            }
          : undefined
      });
      places.push(row);
    }
  }
  return { rows, places };
}

function cellOf(
  row: MergedRow,
  column: number,
  base: number,
  trans: TranslationBundle
): MergedCell {
  const value = row.values[column];
  const reference = base >= 0 ? row.values[base] : null;
  if (value === null) {
    return { text: '–', title: trans.__('none'), tone: 'missing' };
  }
  const delta =
    column !== base && (row.section === 'metrics' || row.section === 'params')
      ? deltaOf(value, reference)
      : null;
  // measured values nearly always differ: to colour them would say nothing
  const measured = row.section === 'metrics' || MEASURED.includes(row.key);
  const differs = !measured && base >= 0 && column !== base && !isSame(value, reference);
  return {
    text: textOf(row, value, trans),
    title: String(value),
    tone: row.best.has(column) ? 'best' : differs ? 'differs' : undefined,
    note: delta ? `${delta > 0 ? '+' : '−'}${formatNumber(Math.abs(delta), 3)}` : undefined
  };
}

function textOf(row: MergedRow, value: string | number, trans: TranslationBundle): string {
  if (row.section === 'attributes') {
    switch (row.key) {
      case 'started':
        return formatTime(Number(value));
      case 'duration':
        return formatDuration(Number(value));
      case 'status':
        return statusLabel(value as Parameters<typeof statusLabel>[0], trans);
      default:
        return String(value);
    }
  }
  return typeof value === 'number' ? formatNumber(value) : value;
}

/** Rows as spreadsheets take them from the clipboard. */
const tabbed = (rows: readonly MergedRow[], names: readonly string[]): string =>
  [['', ...names], ...rows.map(row => [row.key, ...row.values.map(value => value ?? '')])]
    .map(cells => cells.map(cell => String(cell).replaceAll(/[\t\r\n]+/g, ' ')).join('\t'))
    .join('\n');
