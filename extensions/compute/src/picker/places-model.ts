import type { ComputeInstance, InstanceKernel } from '@atelier-ml/api';
import { ResourceModel } from '@atelier-ml/shell';
import type { IApiClient, IEventStream, IWorkspaceScope } from '@atelier-ml/shell';
import type { KernelSpec, ServiceManager } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

const OWN_PROVISIONERS = /^atelier-/;
/** What the names of the kernels of instances begin with. */
const OWN_PREFIX = /^atelier-/;
const MOST = 200;

/** A kernel that can be chosen; `label` leaves out where it runs. */
export interface PlaceKernel {
  name: string;
  label: string;
}

/** What a kernelspec says about where its kernels run. */
export interface KernelPlace {
  kernelName: string;
  label: string;
  /** Undefined: this machine, without limits. */
  instanceId?: string;
  /** The instance, if it is one of the active workspace. */
  instance?: ComputeInstance;
  /** No kernel of that name exists (any more). */
  isGone: boolean;
}

export interface PlacesOptions {
  client: IApiClient;
  events: IEventStream;
  scope: IWorkspaceScope;
  jupyter: Pick<ServiceManager.IManager, 'kernelspecs'>;
}

const LANGUAGES: Record<InstanceKernel['language'], string> = {
  typescript: 'TypeScript',
  python: 'Python',
  r: 'R'
};

/** Where kernels can run: this machine and the instances of the active workspace. */
export class PlacesModel implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #instances: ResourceModel<ComputeInstance[]>;
  readonly #jupyter: PlacesOptions['jupyter'];
  readonly #scope: IWorkspaceScope;
  #isDisposed = false;

  constructor({ client, events, jupyter, scope }: PlacesOptions) {
    this.#jupyter = jupyter;
    this.#scope = scope;
    this.#instances = new ResourceModel({
      fetch: async signal => {
        const params = { workspace: scope.reference };
        return (await client.api.compute.list({ params, query: { limit: MOST }, signal })).items;
      },
      kinds: ['compute'],
      events
    });
    this.#instances.changed.connect(this.#emit, this);
    scope.changed.connect(this.#onWorkspace, this);
    jupyter.kernelspecs.specsChanged.connect(this.#emit, this);
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  get instances(): readonly ComputeInstance[] {
    return this.#instances.value ?? [];
  }

  /** Kernels that run on this machine without limits. */
  get machineKernels(): PlaceKernel[] {
    return Object.values(this.#jupyter.kernelspecs.specs?.kernelspecs ?? {}).flatMap(spec =>
      spec && instanceOf(spec) === undefined ? [{ name: spec.name, label: spec.display_name }] : []
    );
  }

  kernelsOf(instance: ComputeInstance): PlaceKernel[] {
    return instance.kernels.map(({ kernelspec, language }) => ({
      name: kernelspec,
      label: LANGUAGES[language]
    }));
  }

  /** Where kernels of that name run. */
  placeOf(kernelName: string): KernelPlace {
    const own = this.instances.find(each =>
      each.kernels.some(({ kernelspec }) => kernelspec === kernelName)
    );
    if (own) {
      const [kernel] = this.kernelsOf(own).filter(({ name }) => name === kernelName);
      return { kernelName, label: kernel!.label, instanceId: own.id, instance: own, isGone: false };
    }
    const { specs } = this.#jupyter.kernelspecs;
    const spec = specs?.kernelspecs[kernelName];
    const label = spec?.display_name ?? kernelName.replace(OWN_PREFIX, '');
    const isGone = specs !== null && !spec && this.#instances.value !== undefined;
    return { kernelName, label, instanceId: spec && instanceOf(spec), isGone };
  }

  dispose(): void {
    if (!this.#isDisposed) {
      this.#isDisposed = true;
      this.#instances.dispose();
      Signal.clearData(this);
    }
  }

  #onWorkspace(): void {
    this.#instances.set([]);
    if (this.#scope.current) {
      void this.#instances.reload();
    }
  }

  #emit(): void {
    this.changed.emit();
  }
}

/** The instance that a kernelspec's provisioner is configured for. */
function instanceOf({ metadata }: KernelSpec.ISpecModel): string | undefined {
  const provisioner = metadata?.kernel_provisioner as
    { provisioner_name?: string; config?: { instance?: string } } | undefined;
  return OWN_PROVISIONERS.test(provisioner?.provisioner_name ?? '')
    ? (provisioner?.config?.instance ?? '')
    : undefined;
}
