import type { ComputeInstance, EnvironmentVersion } from '@atelier-ml/api';
import type { ServiceManager } from '@jupyterlab/services';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { buildFakeStudio, giveElementsSize } from '../../shell/src/testing/index.ts';
import { addCommands, CommandIDs } from './commands.ts';
import { followKernelspecs } from './kernelspecs.ts';
import { buildInstance } from './testing/build-instance.ts';

function fakeJupyter(names: string[] = []) {
  const refreshSpecs = jest.fn(async () => undefined);
  const kernelspecs = Object.fromEntries(names.map(name => [name, {}]));
  return {
    refreshSpecs,
    manager: {
      kernelspecs: { refreshSpecs, specs: { kernelspecs } }
    } as unknown as ServiceManager.IManager
  };
}

beforeAll(() => giveElementsSize());

describe('the commands of compute', () => {
  it('make a notebook with the kernel of the instance', async () => {
    const studio = buildFakeStudio({ compute: { get: async () => buildInstance() } });
    const created = jest.fn();
    studio.commands.addCommand('notebook:create-new', { execute: created });
    addCommands({ ...studio, jupyter: fakeJupyter(['atelier-small']).manager });
    await studio.commands.execute(CommandIDs.newNotebook, { id: 'small' });
    expect(created.mock.calls[0][0]).toMatchObject({ kernelName: 'atelier-small' });
  });

  it('say so when Jupyter does not list that kernel', async () => {
    const studio = buildFakeStudio({ compute: { get: async () => buildInstance() } });
    addCommands({ ...studio, jupyter: fakeJupyter().manager });
    await studio.commands.execute(CommandIDs.newNotebook, { id: 'small' });
    expect(studio.recorded.errors).toHaveLength(1);
  });

  it('make it in the language that the environment of the instance is for', async () => {
    const instance = buildInstance({
      environment: { name: 'sklearn', version: 1 } as ComputeInstance['environment'],
      kernels: [
        { language: 'typescript', kernelspec: 'atelier-small' },
        { language: 'python', kernelspec: 'atelier-small-python' }
      ]
    });
    const spec = { kernels: ['python'] };
    const studio = buildFakeStudio({
      compute: { get: async () => instance },
      environments: { versions: { get: async () => ({ spec }) as EnvironmentVersion } }
    });
    const created = jest.fn();
    studio.commands.addCommand('notebook:create-new', { execute: created });
    const names = instance.kernels.map(({ kernelspec }) => kernelspec);
    addCommands({ ...studio, jupyter: fakeJupyter(names).manager });
    await studio.commands.execute(CommandIDs.newNotebook, { id: 'small' });
    expect(created.mock.calls[0][0]).toMatchObject({ kernelName: 'atelier-small-python' });
  });

  it('stop an instance before they delete it, if kernels run on it', async () => {
    const done: string[] = [];
    const answer = (verb: string) => async () => void done.push(verb) as never;
    let kernelCount = 1;
    const studio = buildFakeStudio({
      compute: {
        get: async () => buildInstance({ kernelCount }),
        stop: answer('stopped'),
        delete: answer('deleted')
      }
    });
    addCommands({ ...studio, jupyter: fakeJupyter().manager });
    await studio.commands.execute(CommandIDs.delete, { id: 'small' });
    kernelCount = 0;
    await studio.commands.execute(CommandIDs.delete, { id: 'small' });
    expect(done).toEqual(['stopped', 'deleted', 'deleted']);
  });

  it('say what is lost before an instance is deleted', async () => {
    const user = userEvent.setup();
    const instance = buildInstance({ driver: 'docker', kernelCount: 2 });
    const studio = buildFakeStudio({ compute: { get: async () => instance } });
    const preferences = { ...studio.preferences, confirmDelete: true };
    addCommands({ ...studio, preferences, jupyter: fakeJupyter().manager });
    const asked = studio.commands.execute(CommandIDs.delete, { id: 'small' });
    await screen.findByRole('button', { name: 'Stop and delete' });
    expect(
      screen.getByText(/^The 2 kernels .* its home with all files in it are deleted/)
    ).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await asked;
    expect(studio.recorded.errors).toEqual([]);
  });
});

describe('the kernelspecs of Jupyter', () => {
  it('are read again when an instance comes or goes, and only then', () => {
    const studio = buildFakeStudio();
    const { manager, refreshSpecs } = fakeJupyter();
    followKernelspecs(studio.events, manager);
    studio.emit({ kind: 'dataset', action: 'created' });
    expect(refreshSpecs).not.toHaveBeenCalled();
    studio.emit({ kind: 'compute', action: 'created' });
    expect(refreshSpecs).toHaveBeenCalledTimes(1);
  });
});
