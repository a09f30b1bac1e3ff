import { AtelierError } from '@atelier-ml/api';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Widget } from '@lumino/widgets';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { buildFakeStudio, giveElementsSize } from '../../shell/src/testing/index.ts';
import { CommandIDs } from './commands.ts';
import { datasetsPlugin } from './plugin.ts';
import { buildDataset } from './testing/build-dataset.ts';

beforeAll(() => giveElementsSize());

type Answers = Parameters<typeof buildFakeStudio>[0];

function activate(answers: Answers) {
  const studio = buildFakeStudio(answers);
  const { client, events, scope, panels, pages, notifier, preferences, guide } = studio;
  const app = { commands: studio.commands } as unknown as JupyterFrontEnd;
  void datasetsPlugin.activate(
    app,
    client,
    events,
    scope,
    panels,
    pages,
    notifier,
    preferences,
    guide,
    null,
    null,
    null
  );
  return studio;
}

const listed = (...items: ReturnType<typeof buildDataset>[]) => ({
  datasets: { list: async () => ({ items, total: items.length }) }
});

describe('the datasets of a workspace', () => {
  it('stand in the panel, and open their page', async () => {
    const studio = activate(
      listed(buildDataset(), buildDataset({ id: '2'.repeat(32), name: 'iris' }))
    );
    const section = studio.recorded.sections.find(({ panel }) => panel === 'datasets');
    const widget = section!.createContent();
    Widget.attach(widget, document.body);
    await userEvent.dblClick(await screen.findByText('iris'));
    expect(studio.recorded.opened).toEqual([
      { page: 'dataset', args: { id: '2'.repeat(32), name: 'iris' } }
    ]);
    widget.dispose();
  });

  it('are announced by an empty state with the way to the first one', async () => {
    const studio = activate(listed());
    const widget = studio.recorded.sections[0].createContent();
    Widget.attach(widget, document.body);
    expect(await screen.findByRole('button', { name: 'New dataset' })).toBeTruthy();
    widget.dispose();
  });

  it('tick the step of the guided path once there is one', async () => {
    expect(await activate(listed()).recorded.steps[0].isDone!()).toBe(false);
    expect(await activate(listed(buildDataset())).recorded.steps[0].isDone!()).toBe(true);
  });
});

describe('the commands of datasets', () => {
  it('open a dataset by its name', async () => {
    const studio = activate({ datasets: { get: async () => buildDataset() } });
    await studio.commands.execute(CommandIDs.open, { id: 'diabetes' });
    expect(studio.recorded.opened).toEqual([
      { page: 'dataset', args: { id: '1'.repeat(32), name: 'diabetes' } }
    ]);
  });

  it('download the newest version under the name of its file', async () => {
    const studio = activate({
      datasets: { versions: { get: async () => buildDataset().latest } }
    });
    await studio.commands.execute(CommandIDs.download, { id: 'diabetes', workspace: 'default' });
    expect(studio.recorded.downloads).toEqual([
      {
        path: '/api/workspaces/default/datasets/diabetes/versions/latest/content',
        filename: 'diabetes.csv'
      }
    ]);
  });

  it('show the error of a refused deletion', async () => {
    const refusal = new AtelierError('not-found', 'There is no such dataset.');
    const studio = activate({ datasets: { delete: () => Promise.reject(refusal) } });
    await studio.commands.execute(CommandIDs.delete, { id: 'x', name: 'x' });
    expect(studio.recorded.errors).toEqual([refusal]);
  });
});
