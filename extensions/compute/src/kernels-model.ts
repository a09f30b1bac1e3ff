import type { SectionCount } from '@atelier-ml/shell';
import type { ServiceManager, Session } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** A kernel that runs in Jupyter, with what it runs for. */
export interface RunningKernel {
  readonly sessionId: string;
  readonly kernelId: string;
  readonly kernelName: string;
  readonly displayName: string;
  readonly busy: boolean;
  /** Path of the notebook, or the name of a console. */
  readonly path: string;
  readonly type: string;
}

/** The kernels that run now, as Jupyter's own session manager knows them. */
export class KernelsModel implements SectionCount {
  #isDisposed = false;
  readonly #jupyter: ServiceManager.IManager;
  readonly #changed = new Signal<this, void>(this);

  constructor(jupyter: ServiceManager.IManager) {
    this.#jupyter = jupyter;
    jupyter.sessions.runningChanged.connect(this.#emit, this);
    jupyter.kernelspecs.specsChanged.connect(this.#emit, this);
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** How many, in the heading of their section. */
  get text(): string {
    const { length } = this.kernels;
    return length ? String(length) : '';
  }

  get kernels(): RunningKernel[] {
    const specs = this.#jupyter.kernelspecs.specs?.kernelspecs ?? {};
    return [...this.#jupyter.sessions.running()].flatMap((session: Session.IModel) =>
      session.kernel
        ? [
            {
              sessionId: session.id,
              kernelId: session.kernel.id,
              kernelName: session.kernel.name,
              displayName: specs[session.kernel.name]?.display_name ?? session.kernel.name,
              busy: session.kernel.execution_state === 'busy',
              path: session.path,
              type: session.type
            }
          ]
        : []
    );
  }

  /** Ends a kernel and its session. */
  shutdown(sessionId: string): Promise<void> {
    return this.#jupyter.sessions.shutdown(sessionId);
  }

  dispose(): void {
    if (!this.#isDisposed) {
      this.#isDisposed = true;
      Signal.clearData(this);
    }
  }

  #emit(): void {
    this.#changed.emit();
  }
}
