import { waitFor, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Widget } from '@lumino/widgets';
import { buildFakeStudio } from '../testing/index.ts';
import type { GuideStep, IPageHost } from '../tokens.ts';
import { GuideModel } from './guide-model.ts';
import { pipelineStep } from './steps.ts';
import { createWelcomePage } from './welcome-page.tsx';

const buildStep = (id: string, rank: number, step: Partial<GuideStep> = {}): GuideStep => ({
  id,
  rank,
  title: id,
  description: `Make a ${id}.`,
  isDone: async () => false,
  ...step
});

function buildGuide() {
  const studio = buildFakeStudio();
  return { studio, guide: new GuideModel(studio) };
}

test('steps stand by rank; the first that is not done is the next', async () => {
  const { guide, studio } = buildGuide();
  guide.add(buildStep('model', 50));
  guide.add(pipelineStep(studio.trans));
  guide.add(buildStep('dataset', 20, { isDone: async () => true }));
  guide.watch();
  await waitFor(() => expect(guide.next?.id).toBe('model'));
  expect(guide.steps.map(step => step.id)).toEqual(['dataset', 'pipeline', 'model']);
  expect(guide.progress).toEqual({ done: 1, total: 2 });
});

test('asks nothing before somebody looks', () => {
  const { guide, studio } = buildGuide();
  const isDone = jest.fn(async () => true);
  guide.add(buildStep('dataset', 20, { isDone, kinds: ['dataset'] }));
  studio.emit({ kind: 'dataset', action: 'created' });
  expect(isDone).not.toHaveBeenCalled();
});

test('a step ticks itself when what it is about comes, and is open again in another workspace', async () => {
  const { guide, studio } = buildGuide();
  let there = false;
  const step = buildStep('dataset', 20, { kinds: ['dataset'], isDone: async () => there });
  guide.add(step);
  guide.watch();
  await waitFor(() => expect(guide.stateOf(step)).toBe('open'));
  there = true;
  studio.emit({ kind: 'model', action: 'created' });
  studio.emit({ kind: 'dataset', action: 'created' });
  await waitFor(() => expect(guide.stateOf(step)).toBe('done'));
  there = false;
  studio.setWorkspace({ ...studio.workspace, id: 'b'.repeat(32) });
  expect(guide.stateOf(step)).toBe('unknown');
  await waitFor(() => expect(guide.stateOf(step)).toBe('open'));
});

test('a step whose question fails is not known, and the others are', async () => {
  const { guide } = buildGuide();
  const broken = buildStep('dataset', 20, { isDone: () => Promise.reject(new Error('away')) });
  const open = buildStep('model', 50);
  guide.add(broken);
  guide.add(open);
  guide.watch();
  await waitFor(() => expect(guide.stateOf(open)).toBe('open'));
  expect(guide.stateOf(broken)).toBe('unknown');
});

test('the welcome page runs the commands of its steps, and is dismissed for good', async () => {
  const { guide, studio } = buildGuide();
  const executed: string[] = [];
  for (const id of ['tour', 'datasets:create']) {
    studio.commands.addCommand(id, { label: id, execute: () => executed.push(id) });
  }
  guide.add(
    buildStep('dataset', 20, { action: { command: 'datasets:create', label: 'New dataset' } })
  );
  guide.add(buildStep('model', 50, { action: { command: 'models:missing', label: 'Register' } }));
  guide.add(pipelineStep(studio.trans));
  const dismiss = jest.fn();
  const host: IPageHost = { args: {}, workspace: '~', setTitle: () => undefined, close: jest.fn() };
  const page = createWelcomePage({ ...studio, guide, dismiss, tourCommand: 'tour' })(host);
  Widget.attach(page, document.body);
  const steps = await screen.findAllByRole('listitem');
  expect(steps.map(step => step.dataset.step)).toEqual(['dataset', 'pipeline', 'model']);
  expect(steps[1].textContent).toContain('later version');
  await waitFor(() => expect(within(steps[0]).getByText('to do')).toBeTruthy());
  await userEvent.click(screen.getByRole('button', { name: 'New dataset' }));
  await userEvent.click(screen.getByRole('button', { name: 'Open the tour' }));
  expect(executed).toEqual(['datasets:create', 'tour']);
  expect(screen.queryByRole('button', { name: 'Register' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: /Do not show/ }));
  expect(dismiss).toHaveBeenCalled();
  expect(host.close).toHaveBeenCalled();
  page.dispose();
});
