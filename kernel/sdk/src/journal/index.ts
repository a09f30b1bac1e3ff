export * from './delivery.ts';
export * from './journal-file.ts';
export * from './run-journal.ts';
export * from './sender-thread.ts';
export * from './sync.ts';
export * from './sync-slot.ts';
