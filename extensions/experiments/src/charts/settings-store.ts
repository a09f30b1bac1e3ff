/** Keeps small settings over a reload of the page. */
export interface SettingsStore {
  read(name: string): unknown;
  write(name: string, value: unknown): void;
}

const PREFIX = 'atelier:';

/** In the browser's own storage; where that is full or forbidden nothing is kept. */
export const browserStore: SettingsStore = {
  read(name) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null') as unknown;
    } catch {
      return null;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem(PREFIX + name, JSON.stringify(value));
    } catch {
      // charts work without it
    }
  }
};
