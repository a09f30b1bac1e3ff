export { openLocalStorage } from './local.ts';
export type { IdleBlob, Storage, StoredBlob } from './storage.ts';
