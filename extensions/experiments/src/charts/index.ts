export * from './chart-controls.tsx';
export * from './chart-settings.ts';
export * from './chart-source.ts';
export * from './metric-charts.tsx';
