export * from './audio.ts';
export * from './confusion-matrix.ts';
export * from './curves.ts';
export * from './histogram.ts';
export * from './image.ts';
export * from './media.ts';
export * from './png.ts';
export * from './table.ts';
