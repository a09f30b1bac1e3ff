export * from './color-slots.ts';
export * from './comparison-model.ts';
export * from './comparison-rows.ts';
export * from './scatter.ts';
