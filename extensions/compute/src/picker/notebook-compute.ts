import type { ISessionContext } from '@jupyterlab/apputils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { KernelPlace, PlacesModel } from './places-model.ts';

/** How the place stands on which a notebook's kernel runs. */
export type ComputeState = 'none' | 'starting' | 'running' | 'stopped' | 'problem' | 'gone';

type SessionChange = Parameters<Parameters<ISessionContext['sessionChanged']['connect']>[0]>[1];

const STARTING = ['starting', 'restarting', 'autorestarting', 'connecting'];
const ALIVE = ['idle', 'busy'];
const LOST = ['dead', 'disconnected'];
/** Milliseconds between two looks for the end of a kernel whose instance was stopped, and how many. */
const LOOK_EVERY = 250;
const MOST_LOOKS = 80;

/** On which compute the kernel of one notebook, or console, runs. */
export class NotebookCompute implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly places: PlacesModel;
  readonly #session: ISessionContext;
  #isDisposed = false;
  #failure: string | undefined;
  /** The kernel that is being changed to. */
  #pending: string | undefined;
  #isLooking = false;

  constructor(session: ISessionContext, places: PlacesModel) {
    this.#session = session;
    this.places = places;
    places.changed.connect(this.#onPlaces, this);
    session.statusChanged.connect(this.#emit, this);
    session.kernelChanged.connect(this.#onKernel, this);
    session.connectionStatusChanged.connect(this.#onConnection, this);
    session.sessionChanged.connect(this.#onSession, this);
    session.kernelPreferenceChanged.connect(this.#emit, this);
    session.disposed.connect(this.dispose, this);
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** As Jupyter names it; undefined: none runs. */
  get kernelId(): string | undefined {
    return this.#session.session?.kernel?.id;
  }

  /** Undefined: no kernel is chosen. */
  get place(): KernelPlace | undefined {
    const { kernelPreference, session } = this.#session;
    const name = this.#pending ?? session?.kernel?.name ?? kernelPreference.name;
    return name ? this.places.placeOf(name) : undefined;
  }

  get state(): ComputeState {
    const { place } = this;
    if (!place) {
      return 'none';
    }
    const { isReady, kernelDisplayStatus: status, session } = this.#session;
    const isAlive = session?.kernel && ALIVE.includes(status);
    if (place.isGone && !isAlive && this.#pending === undefined) {
      return 'gone';
    }
    // Lab says `initializing` also of a notebook whose kernel has gone
    const isOpening = status === 'initializing' && !isReady;
    if (this.#pending !== undefined || isOpening || STARTING.includes(status)) {
      return 'starting';
    }
    if (this.#failure !== undefined || (place.instance?.problem ?? null) !== null) {
      return 'problem';
    }
    if (session?.kernel) {
      return LOST.includes(status) ? 'none' : 'running';
    }
    return place.instance?.state === 'running' || place.instanceId === undefined
      ? 'none'
      : 'stopped';
  }

  /** Why it does not run. */
  get problem(): string | undefined {
    return this.#failure ?? this.place?.instance?.problem ?? undefined;
  }

  /** Another kernel for the notebook, which keeps its name; Lab itself shows why it does not start. */
  async choose(kernelName: string): Promise<void> {
    this.#failure = undefined;
    this.#setPending(kernelName);
    try {
      await this.#session.changeKernel({ name: kernelName });
    } catch (error) {
      this.#failure = (error as Error).message;
    } finally {
      this.#setPending(undefined);
    }
  }

  dispose(): void {
    if (!this.#isDisposed) {
      this.#isDisposed = true;
      Signal.disconnectReceiver(this);
      Signal.clearData(this);
    }
  }

  #setPending(kernelName: string | undefined): void {
    this.#pending = kernelName;
    this.#emit();
  }

  #onKernel(): void {
    const { kernelPreference, session } = this.#session;
    if (session?.kernel) {
      this.#failure = undefined;
      // What the first cell starts once the kernel has gone: this one, not the one of the beginning.
      if (kernelPreference.name !== session.kernel.name) {
        const { name } = session.kernel;
        this.#session.kernelPreference = { ...kernelPreference, id: undefined, name };
      }
    }
    this.#emit();
  }

  #onPlaces(): void {
    void this.#lookForEnd();
    this.#emit();
  }

  /**
   * A kernel ends with its instance, of which Lab would learn only at its next look, seconds later: until
   * then cells would run into nothing.
   */
  async #lookForEnd(): Promise<void> {
    if (this.#isLooking) {
      return;
    }
    this.#isLooking = true;
    try {
      for (let looks = 0; looks < MOST_LOOKS && this.#isEnding; looks++) {
        await this.#session.sessionManager.refreshRunning().catch(() => undefined);
        await new Promise(resolve => setTimeout(resolve, LOOK_EVERY));
      }
    } finally {
      this.#isLooking = false;
    }
  }

  get #isEnding(): boolean {
    return (
      !this.#isDisposed &&
      this.#pending === undefined &&
      this.kernelId !== undefined &&
      this.place?.instance?.state === 'stopped' &&
      !STARTING.includes(this.#session.kernelDisplayStatus)
    );
  }

  /** A kernel that ended with its instance is gone for Jupyter; Lab would look only seconds later. */
  #onConnection(): void {
    if (LOST.includes(this.#session.kernelDisplayStatus)) {
      this.#session.sessionManager.refreshRunning().catch(() => undefined);
    }
    this.#emit();
  }

  /**
   * Where the kernel was changed before, Lab takes a session that has gone for one that is coming,
   * and lets cells run into nothing. Told that it has ended, it starts the kernel with the next one.
   */
  #onSession(_: unknown, { newValue, oldValue }: SessionChange): void {
    if (oldValue && !newValue && this.place?.instanceId !== undefined) {
      this.#session.shutdown().catch(() => undefined);
    }
    this.#emit();
  }

  #emit(): void {
    this.changed.emit();
  }
}
