import type { BuildStep, EnvironmentVersion } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { LogModel } from './pages/log-model.ts';
import type { EnvironmentServices } from './services.ts';

type Services = Pick<EnvironmentServices, 'client' | 'events' | 'scope'>;
type Phase = 'base' | 'building' | 'ready' | 'failed' | 'cancelled';

const LOOK_EVERY = 1_000;

/** Makes a ready-made environment usable: the base image first, if there is none, then a version. */
export class CuratedBuild implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #services: Services;
  readonly #name: string;
  #phase: Phase = 'base';
  #baseLog = '';
  #problem: string | null = null;
  #version: EnvironmentVersion | null = null;
  #log: LogModel | null = null;
  #disposed = false;

  constructor(services: Services, name: string) {
    this.#services = services;
    this.#name = name;
  }

  get phase(): Phase {
    return this.#phase;
  }
  get text(): string {
    return this.#log?.text || this.#baseLog;
  }
  get steps(): readonly BuildStep[] {
    return this.#log?.steps ?? [];
  }
  /** Why it failed. */
  get problem(): string | null {
    return this.#problem;
  }
  /** `name:version` by which it is chosen, once it is ready. */
  get reference(): string {
    return `${this.#name}:${this.#version?.version ?? 1}`;
  }
  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Goes to the end, good or bad; never fails. */
  async run(): Promise<void> {
    try {
      const known = await this.#find();
      if (known?.state === 'ready') {
        this.#version = known;
        this.#to('ready');
        return;
      }
      await this.#makeBase();
      if (!this.#disposed) {
        this.#version = await this.#begin(known);
        this.#to('building');
        await this.#follow(this.#version);
      }
    } catch (error) {
      const { message, remedy } = error as Error & { remedy?: string };
      this.#problem = [message, remedy].filter(Boolean).join(' ');
      this.#to('failed');
    }
  }

  /** Ends a build that is under way. */
  async cancel(): Promise<void> {
    if (this.#phase === 'building' && this.#version) {
      await this.#api.versions.cancel({ params: this.#at(this.#version) });
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#log?.dispose();
    Signal.clearData(this);
  }

  get #api() {
    return this.#services.client.api.environments;
  }

  #at({ version }: EnvironmentVersion) {
    return { workspace: this.#services.scope.reference, environment: this.#name, version };
  }

  #to(phase: Phase): void {
    this.#phase = phase;
    if (!this.#disposed) {
      this.changed.emit();
    }
  }

  async #find(): Promise<EnvironmentVersion | null> {
    const params = { workspace: this.#services.scope.reference, environment: this.#name };
    try {
      return (await this.#api.get({ params })).latest;
    } catch (error) {
      if ((error as { code?: string }).code === 'not-found') {
        return null;
      }
      throw error;
    }
  }

  async #begin(known: EnvironmentVersion | null): Promise<EnvironmentVersion> {
    if (known) {
      const underWay = known.state === 'queued' || known.state === 'building';
      return underWay ? known : this.#api.versions.build({ params: this.#at(known) });
    }
    const { items } = await this.#api.curated();
    const { description, spec } = items.find(({ name }) => name === this.#name)!;
    const params = { workspace: this.#services.scope.reference };
    const body = { name: this.#name, description, spec, build: true };
    return (await this.#api.create({ params, body })).latest;
  }

  /** The server sends no events about it. */
  async #makeBase(): Promise<void> {
    let engine = await this.#api.engine();
    if (engine.base || !engine.reachable) {
      return; // Where no engine answers the build says so.
    }
    engine = await this.#api.bootstrap({ body: {} });
    while (engine.bootstrap.state === 'running' && !this.#disposed) {
      this.#baseLog = engine.bootstrap.log;
      this.#to('base');
      await new Promise(resolve => setTimeout(resolve, LOOK_EVERY));
      engine = await this.#api.engine();
    }
    this.#baseLog = engine.bootstrap.log;
    if (engine.bootstrap.error) {
      throw new Error(engine.bootstrap.error);
    }
  }

  async #follow(begun: EnvironmentVersion): Promise<void> {
    const params = this.#at(begun);
    let { state } = begun;
    const log = new LogModel(
      async after => {
        const piece = await this.#api.versions.log({ params, query: { after } });
        state = piece.state;
        return piece;
      },
      this.#services.events,
      begun.environmentId
    );
    this.#log = log;
    await new Promise<void>(resolve => {
      log.changed.connect(() => {
        if (state === 'queued' || state === 'building') {
          this.#to('building');
        } else {
          resolve();
        }
      });
    });
    if (state === 'failed') {
      this.#problem = (await this.#api.versions.get({ params })).error;
    }
    this.#to(state === 'ready' || state === 'failed' ? state : 'cancelled');
  }
}
