export * from './curve.ts';
export * from './metric-direction.ts';
export * from './metric-group.ts';
export * from './metric-points.ts';
