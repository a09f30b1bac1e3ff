export * from './archive.ts';
export * from './tar.ts';
