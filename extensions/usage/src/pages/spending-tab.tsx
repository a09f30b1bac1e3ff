import type { SpentBy, UsageHistory, ValidRateCard } from '@atelier-ml/api';
import {
  BarPlot,
  Button,
  Card,
  EmptyState,
  ErrorState,
  formatCarbon,
  formatEnergy,
  formatMoney,
  formatNumber,
  icons,
  LoadingState,
  Stat,
  StatGrid,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import type { UsageServices } from '../services.ts';
import { estimateNote } from '../usage-words.ts';
import { barsOf, SPANS } from './spending-model.ts';
import type { Measure, Span, SpendingModel } from './spending-model.ts';

type Spent = UsageHistory['total'];

const valueOf = ({ consumption, expense }: Spent, measure: Measure): number =>
  measure === 'cpuHours' || measure === 'gpuHours' ? consumption[measure] : expense[measure];

function formatOf(measure: Measure, currency: string): (value: number) => string {
  switch (measure) {
    case 'cost':
      return value => formatMoney(value, currency);
    case 'energyKwh':
      return formatEnergy;
    case 'carbonGrams':
      return formatCarbon;
    default:
      return value => `${formatNumber(value, 3)} h`;
  }
}

interface Props {
  model: SpendingModel;
  /** Usernames with the names that people know them by, as far as they are known. */
  names: ReadonlyMap<string, string>;
  rates: readonly ValidRateCard[];
  services: UsageServices;
}

/** What was held over time, and who had it. */
export function SpendingTab({ model, names, rates, services }: Props) {
  useModel(model);
  React.useEffect(() => void model.refresh(), [model]);
  const { error, history } = model;
  return (
    <>
      <Choices model={model} />
      {history ? (
        <Spending {...{ history, model, names, rates, services }} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void model.refresh()} />
      ) : (
        <LoadingState rows={6} />
      )}
    </>
  );
}

function Choices({ model }: { model: SpendingModel }) {
  const trans = useTrans();
  const spans: Record<Span, string> = {
    day: trans.__('24 hours'),
    week: trans.__('7 days'),
    month: trans.__('30 days')
  };
  const measures: Record<Measure, string> = {
    cost: trans.__('Cost'),
    energyKwh: trans.__('Energy'),
    carbonGrams: trans.__('Carbon'),
    cpuHours: trans.__('Processor hours'),
    gpuHours: trans.__('GPU hours')
  };
  return (
    <div className="atl-Usage-choices">
      <Choice
        label={trans.__('Time')}
        value={model.span}
        options={spans}
        onChange={span => model.show({ span })}
      />
      <Choice
        label={trans.__('Bars')}
        value={model.measure}
        options={measures}
        onChange={measure => model.show({ measure })}
      />
      <Choice
        label={trans.__('Of')}
        value={model.isOfAll ? 'all' : 'one'}
        options={{ one: trans.__('This workspace'), all: trans.__('All workspaces') }}
        onChange={of => model.show({ isOfAll: of === 'all' })}
      />
    </div>
  );
}

function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: Record<T, string>;
  onChange: (value: T) => void;
}) {
  return (
    <label>
      <span>{props.label}</span>
      <select
        className="atl-Input"
        value={props.value}
        onChange={event => props.onChange(event.target.value as T)}
      >
        {Object.entries<string>(props.options).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function Spending({ history, model, names, rates, services }: Props & { history: UsageHistory }) {
  const trans = useTrans();
  const { consumption, expense } = history.total;
  const { measure, span } = model;
  const format = formatOf(measure, expense.currency);
  const isByHour = SPANS[span].every === 'hour';
  const nameOf = (at: number) =>
    new Date(at).toLocaleString(
      undefined,
      isByHour
        ? { weekday: 'short', hour: '2-digit', minute: '2-digit' }
        : { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }
    );
  const note = estimateNote(rates, history.from, trans);
  return (
    <>
      {note && (
        <p className="atl-Usage-estimate" role="note">
          {note}
        </p>
      )}
      <StatGrid>
        <Stat label={trans.__('Cost')} value={formatMoney(expense.cost, expense.currency)} />
        <Stat label={trans.__('Energy')} value={formatEnergy(expense.energyKwh)} />
        <Stat label={trans.__('Carbon')} value={formatCarbon(expense.carbonGrams)} />
        <Stat
          label={trans.__('Processor hours')}
          value={formatNumber(consumption.cpuHours, 3)}
          hint={trans.__('%1 at work', formatNumber(consumption.busyCpuHours, 3))}
        />
        <Stat label={trans.__('GPU hours')} value={formatNumber(consumption.gpuHours, 3)} />
      </StatGrid>
      <Card title={isByHour ? trans.__('By the hour') : trans.__('By the day (UTC)')}>
        <BarPlot
          label={trans.__('Over time')}
          format={format}
          bars={barsOf(history, span).map(({ at, bucket }) => ({
            key: String(at),
            label: nameOf(at),
            value: bucket ? valueOf(bucket, measure) : 0,
            colour: 'var(--jp-brand-color1)'
          }))}
        />
      </Card>
      <Card title={trans.__('Who had it')}>
        <Spenders items={history.items} {...{ names, services }} />
      </Card>
    </>
  );
}

function Spenders({
  items,
  names,
  services
}: Omit<Props, 'model' | 'rates'> & { items: SpentBy[] }) {
  const trans = useTrans();
  if (!items.length) {
    const text = trans.__('Nothing was held in this time.');
    return <EmptyState icon={icons.clock} text={text} />;
  }
  const pages = { instance: 'compute-instance', cluster: 'cluster', job: 'job' };
  const kinds = {
    instance: trans.__('instance'),
    cluster: trans.__('idle nodes'),
    job: trans.__('job')
  };
  return (
    <div className="atl-Usage-scroll">
      <table className="atl-Table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Held by')}</th>
            <th scope="col">{trans.__('User')}</th>
            <th scope="col">{trans.__('Processor hours')}</th>
            <th scope="col">{trans.__('Energy')}</th>
            <th scope="col">{trans.__('Carbon')}</th>
            <th scope="col">{trans.__('Cost')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ consumption, expense, id, kind, name, user }) => (
            <tr key={`${kind} ${id}`}>
              <th scope="row">
                <Button onClick={() => services.pages.open(pages[kind], { id, name })}>
                  {name}
                </Button>
                <small className="atl-Usage-what">{kinds[kind]}</small>
              </th>
              <td className="atl-Usage-user" title={user ?? undefined}>
                {user === null ? '–' : (names.get(user) ?? user)}
              </td>
              <td>{formatNumber(consumption.cpuHours, 3)}</td>
              <td>{formatEnergy(expense.energyKwh)}</td>
              <td>{formatCarbon(expense.carbonGrams)}</td>
              <td>{formatMoney(expense.cost, expense.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
