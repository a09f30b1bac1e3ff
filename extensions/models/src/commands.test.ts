import { AtelierError } from '@atelier-ml/api';
import { buildFakeStudio } from '../../shell/src/testing/index.ts';
import { addCommands, CommandIDs, DEPLOY_COMMAND } from './commands.ts';
import { buildModelVersion } from './testing/build-model.ts';

describe('the commands of models', () => {
  it('hand a version over to whoever deploys it', async () => {
    const studio = buildFakeStudio();
    const deploy = jest.fn();
    studio.commands.addCommand(DEPLOY_COMMAND, { execute: deploy });
    addCommands(studio);
    await studio.commands.execute(CommandIDs.deploy, { id: 'x', name: 'diabetes', version: '3' });
    expect(deploy.mock.calls[0][0]).toMatchObject({ model: 'diabetes:3' });
  });

  it('do not offer to deploy where nobody can', () => {
    const studio = buildFakeStudio();
    addCommands(studio);
    expect(studio.commands.isVisible(CommandIDs.deploy, { id: 'x' })).toBe(false);
  });

  it('download the version that is asked for', async () => {
    const studio = buildFakeStudio({
      models: { versions: { get: async () => buildModelVersion() } }
    });
    addCommands(studio);
    await studio.commands.execute(CommandIDs.download, { id: 'diabetes', version: '2' });
    expect(studio.recorded.downloads[0].path).toMatch(/models\/diabetes\/versions\/2\/content$/);
  });

  it('show why a served model is not deleted', async () => {
    const inUse = new AtelierError('in-use', 'An endpoint serves it.');
    const studio = buildFakeStudio({ models: { delete: () => Promise.reject(inUse) } });
    addCommands(studio);
    await studio.commands.execute(CommandIDs.delete, { id: 'diabetes', name: 'diabetes' });
    expect(studio.recorded.errors).toEqual([inUse]);
  });
});
