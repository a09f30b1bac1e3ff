export * from './default-studio.ts';
export * from './studio.ts';
