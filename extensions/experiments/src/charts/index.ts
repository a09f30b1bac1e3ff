export * from './chart-controls.tsx';
export * from './chart-settings.ts';
export * from './chart-source.ts';
export * from './check.tsx';
export * from './metric-chart.tsx';
export * from './metric-charts.tsx';
export * from './settings-store.ts';
export * from './use-seen.ts';
