import type { ISessionContext } from '@jupyterlab/apputils';
import type { ServiceManager } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { buildFakeStudio } from '../../../shell/src/testing/index.ts';
import { buildInstance } from '../testing/build-instance.ts';
import { placeName, shortSize } from './compute-words.ts';
import { NotebookCompute } from './notebook-compute.ts';
import { PlacesModel } from './places-model.ts';

const small = buildInstance({
  driver: 'docker',
  size: {
    ...{ cpus: 2, memoryMb: 4096, sharedMemoryMb: null, diskGb: null },
    ...{ gpus: 1, gpuSharing: 'exclusive' }
  },
  kernels: [
    { language: 'typescript', kernelspec: 'atelier-small' },
    { language: 'python', kernelspec: 'atelier-small-python' }
  ]
});

function specOf(name: string, instance?: string) {
  const provisioner = {
    provisioner_name: 'atelier-container-provisioner',
    config: { instance }
  };
  const metadata = instance ? { kernel_provisioner: provisioner } : {};
  return { name, display_name: `Kernel ${name}`, metadata };
}

function fakeSession(kernelName?: string) {
  const on = {};
  const session = {
    kernelDisplayStatus: kernelName ? 'idle' : 'unknown',
    kernelPreference: {} as { name?: string },
    session: kernelName ? { kernel: { name: kernelName, id: 'one' } } : null,
    sessionManager: { refreshRunning: jest.fn(() => Promise.resolve()) },
    isReady: true,
    changeKernel: jest.fn(async ({ name }: { name: string }) => {
      session.session = { kernel: { name, id: 'other' } };
      session.kernelChanged.emit(undefined);
    }),
    statusChanged: new Signal<object, void>(on),
    kernelChanged: new Signal<object, void>(on),
    connectionStatusChanged: new Signal<object, void>(on),
    sessionChanged: new Signal<object, void>(on),
    kernelPreferenceChanged: new Signal<object, void>(on),
    disposed: new Signal<object, void>(on)
  };
  return session;
}

async function build(kernelName?: string, instances = [small]) {
  const studio = buildFakeStudio({
    compute: { list: async () => ({ items: instances, total: instances.length }) }
  });
  const kernelspecs = {
    specs: {
      kernelspecs: {
        python3: specOf('python3'),
        'atelier-small': specOf('atelier-small', small.id),
        'atelier-far': specOf('atelier-far', 'f'.repeat(32))
      }
    },
    specsChanged: new Signal<object, void>({})
  };
  const jupyter = { kernelspecs } as unknown as ServiceManager.IManager;
  const places = new PlacesModel({ ...studio, jupyter });
  await new Promise<void>(resolve => places.changed.connect(() => resolve()));
  const session = fakeSession(kernelName);
  const compute = new NotebookCompute(session as unknown as ISessionContext, places);
  return { compute, places, session, studio };
}

describe('where the kernel of a notebook runs', () => {
  it('is an instance with its size, this machine, or an instance of another workspace', async () => {
    const { compute, session, studio } = await build('atelier-small-python');
    expect(compute.place).toMatchObject({ label: 'Python', instance: { name: 'small' } });
    expect(shortSize(compute.place!.instance!, studio.trans)).toBe('2 CPU · 4 GiB · 1 GPU');
    session.session = { kernel: { name: 'python3', id: 'one' } };
    expect(placeName(compute, studio.trans)).toBe('This machine');
    session.session = { kernel: { name: 'atelier-far', id: 'one' } };
    expect(placeName(compute, studio.trans)).toBe('Kernel atelier-far');
  });

  it('offers only those kernels as of this machine that belong to no instance', async () => {
    const { places } = await build();
    expect(places.machineKernels).toEqual([{ name: 'python3', label: 'Kernel python3' }]);
    expect(places.kernelsOf(small).map(({ label }) => label)).toEqual(['TypeScript', 'Python']);
  });

  it('is said to start until the kernel is there', async () => {
    const { compute, session } = await build('python3');
    const seen: string[] = [];
    compute.changed.connect(() => void seen.push(`${compute.place?.kernelName} ${compute.state}`));
    await compute.choose('atelier-small');
    expect(session.changeKernel).toHaveBeenCalledWith({ name: 'atelier-small' });
    expect(seen[0]).toBe('atelier-small starting');
    expect(seen.at(-1)).toBe('atelier-small running');
    expect(session.kernelPreference).toEqual({ name: 'atelier-small' });
  });

  it('tells why a kernel has not started, until another one has', async () => {
    const { compute, session } = await build('python3');
    session.changeKernel.mockRejectedValueOnce(new Error('No such image. Build it again.'));
    session.session = null;
    session.kernelPreference = { name: 'atelier-small' };
    await compute.choose('atelier-small');
    expect([compute.state, compute.problem]).toEqual(['problem', 'No such image. Build it again.']);
    await compute.choose('python3');
    expect([compute.state, compute.problem]).toEqual(['running', undefined]);
  });

  it('is gone with its instance, until another is chosen', async () => {
    const { compute, session, studio } = await build();
    session.kernelPreference = { name: 'atelier-deleted' };
    session.kernelDisplayStatus = 'initializing';
    session.isReady = false;
    expect([compute.state, placeName(compute, studio.trans)]).toEqual(['gone', 'deleted']);
    session.isReady = true;
    await compute.choose('python3');
    expect([compute.state, placeName(compute, studio.trans)]).toEqual(['running', 'This machine']);
  });

  it('is looked for at once when its instance is stopped, until it has gone', async () => {
    const instances = [small];
    const { compute, session, studio } = await build('atelier-small', instances);
    const { refreshRunning } = session.sessionManager;
    const gone = new Promise<void>(resolve => {
      refreshRunning.mockImplementation(() => {
        if (refreshRunning.mock.calls.length === 3) {
          session.session = null;
          session.kernelChanged.emit(undefined);
          resolve();
        }
        return Promise.resolve();
      });
    });
    session.kernelPreference = { name: 'atelier-small' };
    instances[0] = { ...small, state: 'stopped' };
    studio.emit({ kind: 'compute', action: 'updated' });
    await gone;
    expect(compute.state).toBe('stopped');
    compute.dispose();
  });

  it('is a stopped instance when its kernel has gone with it', async () => {
    const stopped = { ...small, state: 'stopped' as const };
    const { compute, session } = await build(undefined, [stopped]);
    expect(compute.state).toBe('none');
    session.kernelPreference = { name: 'atelier-small' };
    expect(compute.state).toBe('stopped');
  });
});
