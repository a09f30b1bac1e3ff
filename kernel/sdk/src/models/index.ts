export * from './model-version.ts';
export * from './models.ts';
