import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { JSONValue } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import type { IPreferences } from './tokens.ts';

const PAGE_SIZE = 100;

/** The studio's settings; the defaults hold until they are loaded, and if they cannot be. */
export class Preferences implements IPreferences {
  readonly changed = new Signal<this, void>(this);
  readonly ready: Promise<void>;
  #settings: ISettingRegistry.ISettings | null = null;

  constructor(settings: Promise<ISettingRegistry.ISettings> | undefined) {
    this.ready = Promise.resolve(settings).then(
      loaded => loaded && this.#follow(loaded),
      (reason: unknown) => console.warn('Atelier: its settings could not be loaded.', reason)
    );
  }

  get pageSize(): number {
    const size = this.get('pageSize');
    return typeof size === 'number' ? size : PAGE_SIZE;
  }

  get confirmDelete(): boolean {
    return this.get('confirmDelete') !== false;
  }

  get(name: string): JSONValue | undefined {
    return this.#settings?.get(name).composite as JSONValue | undefined;
  }

  set(name: string, value: JSONValue): void {
    void this.#settings?.set(name, value);
  }

  #follow(settings: ISettingRegistry.ISettings): void {
    this.#settings = settings;
    settings.changed.connect(() => this.changed.emit());
    this.changed.emit();
  }
}
