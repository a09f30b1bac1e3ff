import { AtelierError } from '@atelier-ml/api';
import type { Client } from '@atelier-ml/api';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { RenderMimeRegistry, standardRendererFactories } from '@jupyterlab/rendermime';
import { buildFakeStudio } from '../../shell/src/testing/index.ts';
import { CommandIDs, PALETTE } from './commands.ts';
import { plugins } from './index.ts';
import { RUN_MEDIA_TYPE } from './output/index.ts';
import { buildRun, buildRunDetail } from './testing/index.ts';

type Answers = NonNullable<Parameters<typeof buildFakeStudio>[0]>;

function activate(answers: Answers = {}) {
  const studio = buildFakeStudio(answers);
  const rendermime = new RenderMimeRegistry({ initialFactories: standardRendererFactories });
  const palette: string[] = [];
  const [plugin] = plugins;
  const app = {
    commands: studio.commands,
    docRegistry: { addWidgetExtension: () => undefined }
  } as unknown as JupyterFrontEnd;
  void plugin.activate(
    app,
    studio.client,
    studio.events,
    studio.scope,
    studio.panels,
    studio.pages,
    studio.notifier,
    studio.preferences,
    studio.guide,
    { addItem: ({ command }: { command: string }) => palette.push(command) },
    null,
    rendermime,
    null
  );
  return { ...studio, rendermime, palette };
}

describe('the plugin of experiments', () => {
  it('adds a panel with two sections, its pages, a step and its commands', () => {
    const { recorded, commands, palette } = activate();
    expect(recorded.panels.get('experiments')?.rank).toBe(602);
    expect(recorded.sections.map(({ id }) => id)).toEqual(['experiments', 'runs']);
    expect([...recorded.pageSpecs.keys()]).toEqual([
      'experiment',
      'runs',
      'run',
      'run-live',
      'compare',
      'trash'
    ]);
    expect(recorded.steps.map(({ id }) => id)).toEqual(['experiment']);
    expect(palette).toEqual(PALETTE);
    for (const id of Object.values(CommandIDs)) {
      expect(commands.hasCommand(id)).toBe(true);
      expect(commands.label(id)).not.toBe('');
    }
  });

  it('is preferred to HTML and text for the output of a run, in untrusted notebooks too', () => {
    const { rendermime } = activate();
    const bundle = { 'text/html': '<p>run</p>', 'text/plain': 'run', [RUN_MEDIA_TYPE]: {} };
    expect(rendermime.preferredMimeType(bundle, 'ensure')).toBe(RUN_MEDIA_TYPE);
  });

  it('makes one page of the same runs, in whichever order they were chosen', () => {
    const { recorded } = activate();
    const compare = recorded.pageSpecs.get('compare')!;
    const key = (runs: string[]) => compare.key({ runs, workspace: '~' });
    expect(key(['b', 'a'])).toBe(key(['a', 'b']));
  });

  it('is done with its step once there is a run', async () => {
    const runs = { list: async () => ({ items: [], total: 1 }) };
    const { recorded } = activate({ runs } as unknown as Answers);
    expect(await recorded.steps[0].isDone!()).toBe(true);
  });
});

describe('the commands', () => {
  it('opens a run in the workspace that it is named with', async () => {
    const { commands, recorded, workspace } = activate();
    await commands.execute(CommandIDs.openRun, { id: 'r', name: 'forest', workspace: 'w2' });
    await commands.execute(CommandIDs.openRun, { id: 's', name: 'tree' });
    expect(recorded.opened).toEqual([
      { page: 'run', args: { id: 'r', name: 'forest', workspace: 'w2' } },
      { page: 'run', args: { id: 's', name: 'tree', workspace: workspace.id } }
    ]);
  });

  it('says what to do when there are not two runs to compare, or too many', async () => {
    const { commands, recorded } = activate();
    await commands.execute(CommandIDs.compareRuns, { runs: ['a'] });
    await commands.execute(CommandIDs.compareRuns, {
      runs: Array.from({ length: 1_001 }, (_, index) => String(index))
    });
    expect(recorded.opened).toEqual([]);
    expect(recorded.openedPanels).toEqual(['experiments']);
    expect(recorded.messages).toEqual([
      'Tick two or more runs in the list, then compare them.',
      'Choose at most 1000 runs to compare.'
    ]);
  });

  it('deletes what can be deleted and tells of the run that is still running', async () => {
    const deleted: string[] = [];
    const inUse = new AtelierError('in-use', 'The run is still running.');
    const runs: Partial<Client['runs']> = {
      delete: async ({ params }) => {
        if (params.run === 'busy') {
          throw inUse;
        }
        deleted.push(params.run);
        return {};
      }
    };
    const { commands, recorded } = activate({ runs } as Answers);
    await commands.execute(CommandIDs.deleteRun, { runs: ['a', 'busy', 'b'] });
    expect(deleted).toEqual(['a', 'b']);
    expect(recorded.errors).toEqual([inUse]);
  });

  it('says that there is no run when it is asked to choose one among none', async () => {
    const runs: Partial<Client['runs']> = { list: async () => ({ items: [], total: 0 }) };
    const { commands, recorded } = activate({ runs } as Answers);
    await commands.execute(CommandIDs.openRun, {});
    expect(recorded.messages).toEqual(['This workspace has no run yet.']);
  });

  it('opens the notebook with Jupyter’s own command', async () => {
    const { commands } = activate();
    const open = jest.fn();
    commands.addCommand('docmanager:open', { execute: open });
    await commands.execute(CommandIDs.openNotebook, { path: 'a/tour.ipynb' });
    expect(open.mock.calls[0][0]).toMatchObject({ path: 'a/tour.ipynb' });
  });

  it('exports a run as a file that the browser saves', async () => {
    const detail = buildRunDetail({ ...buildRun(), name: 'forest' });
    const runs: Partial<Client['runs']> = {
      get: async () => detail,
      history: async () => ({ series: [], position: 0 })
    };
    const { commands } = activate({ runs } as Answers);
    const saved: string[] = [];
    URL.createObjectURL = () => 'blob:run';
    URL.revokeObjectURL = () => undefined;
    const click = jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement
    ) {
      saved.push(`${this.download} ${this.href}`);
    });
    await commands.execute(CommandIDs.exportRun, { id: detail.id, name: 'forest', format: 'csv' });
    expect(saved).toEqual(['forest-metrics.csv blob:run']);
    click.mockRestore();
  });
});
