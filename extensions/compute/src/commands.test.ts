import { AtelierError } from '@atelier-ml/api';
import type { ServiceManager } from '@jupyterlab/services';
import { buildFakeStudio } from '../../shell/src/testing/index.ts';
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

  it('show why an instance in use is not deleted', async () => {
    const inUse = new AtelierError('in-use', 'A kernel runs on it.', { remedy: 'Stop it first.' });
    const studio = buildFakeStudio({ compute: { delete: () => Promise.reject(inUse) } });
    addCommands({ ...studio, jupyter: fakeJupyter().manager });
    await studio.commands.execute(CommandIDs.delete, { id: 'small', name: 'small' });
    expect(studio.recorded.errors).toEqual([inUse]);
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
