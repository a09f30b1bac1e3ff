import type { JSONObject } from '@lumino/coreutils';
import type { SettingsStore } from '../charts/index.ts';

interface Kept {
  readonly page: string;
  readonly state: JSONObject;
}

const NAME = 'comparisons';
const MOST = 30;

/** How the last comparisons were set up, over a reload of the browser. */
export class PageMemory {
  readonly #store: SettingsStore;

  constructor(store: SettingsStore) {
    this.#store = store;
  }

  recall(page: string): JSONObject | null {
    return this.#read().find(one => one.page === page)?.state ?? null;
  }

  keep(page: string, state: JSONObject): void {
    const others = this.#read().filter(one => one.page !== page);
    this.#store.write(NAME, [{ page, state }, ...others].slice(0, MOST));
  }

  #read(): readonly Kept[] {
    const stored = this.#store.read(NAME);
    return Array.isArray(stored)
      ? stored.filter(one => typeof one?.page === 'string' && typeof one?.state === 'object')
      : [];
  }
}
