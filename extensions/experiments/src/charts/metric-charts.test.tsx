import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { giveElementsSize } from '../../../ui/src/testing/index.ts';
import type { MetricPoints } from '../metrics/index.ts';
import { ChartSettings } from './chart-settings.ts';
import type { ChartSource } from './chart-source.ts';
import { MetricCharts } from './metric-charts.tsx';

const START = 1_760_000_000_000;

function buildPoints(key: string, values: number[], count = values.length): MetricPoints {
  return {
    key,
    values,
    steps: values.map((_, step) => step),
    times: values.map((_, step) => START + step * 1_000),
    count
  };
}

function buildSource(metrics: readonly MetricPoints[], more: Partial<ChartSource> = {}) {
  return {
    id: 'a'.repeat(32),
    label: 'calm-otter',
    startedAt: START,
    metrics: new Map(metrics.map(points => [points.key, points])),
    ...more
  };
}

function show(sources: readonly ChartSource[], part?: 'metrics' | 'system') {
  const settings = new ChartSettings({ read: () => null, write: () => undefined });
  render(<MetricCharts sources={sources} settings={settings} part={part} />);
  return { settings, user: userEvent.setup() };
}

const chart = (name: string) => screen.getByRole('region', { name });

beforeAll(() => giveElementsSize());

it('shows metrics by prefix, and the machine’s own apart from them', () => {
  const metrics = ['auc', 'train/loss', 'val/loss', 'system/cpu'].map(key =>
    buildPoints(key, [1, 2])
  );
  show([buildSource(metrics)]);
  expect(screen.getAllByRole('heading', { level: 2 }).map(one => one.textContent)).toEqual([
    'Metrics1',
    'train1',
    'val1'
  ]);
  expect(screen.queryByRole('region', { name: 'system/cpu' })).toBeNull();
});

it('shows only the machine’s metrics when asked for those', () => {
  show([buildSource(['loss', 'system/cpu'].map(key => buildPoints(key, [1, 2])))], 'system');
  expect(chart('system/cpu')).toBeTruthy();
  expect(screen.queryByRole('region', { name: 'loss' })).toBeNull();
});

it('says unit, goal and best value of a metric', () => {
  const definitions = { auc: { unit: 'share', goal: 'maximize' as const } };
  show([buildSource([buildPoints('auc', [0.5, 0.9, 0.7])], { definitions })]);
  expect(within(chart('auc')).getByText('share · higher is better')).toBeTruthy();
  expect(within(chart('auc')).getByText('best 0.9')).toBeTruthy();
  expect(within(chart('auc')).getByText('0.7')).toBeTruthy();
});

it('says what a curve does not show', () => {
  show([buildSource([buildPoints('loss', [1, NaN, Infinity], 5_000)])]);
  expect(
    within(chart('loss')).getByText(
      '3 of 5,000 points, extremes kept; zoom in for more · 2 values are NaN or infinite, marked at the edge'
    )
  ).toBeTruthy();
});

it('pins a chart above all groups, and moves it among its own', async () => {
  const { user } = show([buildSource(['a', 'b', 'c'].map(key => buildPoints(key, [1, 2])))]);
  const order = () => screen.getAllByRole('region').map(one => one.getAttribute('aria-label'));
  await user.click(within(chart('c')).getByRole('button', { name: 'More' }));
  await user.click(screen.getByRole('menuitem', { name: 'Move before' }));
  expect(order()).toEqual(['a', 'c', 'b']);
  await user.click(screen.getByRole('button', { name: 'Pin b' }));
  expect(order()).toEqual(['b', 'a', 'c']);
  expect(screen.getByRole('button', { name: /Pinned/ })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Unpin b' }));
  expect(screen.queryByRole('button', { name: /Pinned/ })).toBeNull();
});

it('finds charts by name, and says so when there is none', async () => {
  const { user } = show([buildSource(['loss', 'auc'].map(key => buildPoints(key, [1, 2])))]);
  await user.type(screen.getByRole('searchbox', { name: 'Search charts' }), 'au');
  expect(screen.queryByRole('region', { name: 'loss' })).toBeNull();
  await user.type(screen.getByRole('searchbox', { name: 'Search charts' }), 'x');
  await user.click(screen.getByRole('button', { name: 'Show all' }));
  expect(chart('loss')).toBeTruthy();
});

it('draws over another metric, with what has no place said', async () => {
  const epoch = { ...buildPoints('epoch', [1, 2]), steps: [0, 2] };
  const { user } = show([buildSource([buildPoints('loss', [3, 2, 1]), epoch])]);
  await user.selectOptions(screen.getByRole('combobox', { name: 'Horizontal axis' }), 'epoch');
  expect(screen.getByRole('figure', { name: 'loss over epoch' })).toBeTruthy();
  expect(within(chart('loss')).getByText('1 point has no epoch at its step')).toBeTruthy();
});
