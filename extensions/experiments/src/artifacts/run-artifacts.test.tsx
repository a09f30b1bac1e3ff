import type { Artifact, Client } from '@atelier-ml/api';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { TranslationProvider } from '@atelier-ml/ui';
import { buildFakeStudio, giveElementsSize } from '../../../shell/src/testing/index.ts';
import type { ExperimentsServices } from '../services.ts';
import { buildRunDetail } from '../testing/index.ts';
import { RunArtifacts } from './run-artifacts.tsx';

const buildArtifact = (
  path: string,
  content: string,
  changes: Partial<Artifact> = {}
): Artifact => ({
  path,
  sha256: 'a'.repeat(64),
  size: content.length,
  mediaType: 'application/octet-stream',
  step: null,
  createdAt: 1_760_000_000_000,
  ...changes
});

interface Given {
  path: string;
  content: string;
  changes?: Partial<Artifact>;
}

function show(files: Given[]) {
  const asked: { path: string; part?: { start: number; end: number } }[] = [];
  const state = { lost: false };
  const artifact = (async ({ params, part }) => {
    if (state.lost) {
      throw new Error('There is no stored content with this SHA-256.');
    }
    asked.push({ path: params.path, part });
    const { content } = files.find(({ path }) => path === params.path)!;
    return part
      ? new Response(content.slice(part.start, part.end + 1), { status: 206 })
      : new Response(content);
  }) as Client['runs']['artifact'];
  const studio = buildFakeStudio({ runs: { artifact } });
  const services = {
    ...studio,
    highlighter: async (code: string, _: string, node: HTMLElement) => {
      node.textContent = code;
    }
  } as unknown as ExperimentsServices;
  const run = buildRunDetail({
    artifacts: files.map(({ changes, content, path }) => buildArtifact(path, content, changes))
  });
  function Page() {
    const [preview, showPreview] = React.useState<string | null>(null);
    return <RunArtifacts run={run} model={{ preview, showPreview }} services={services} />;
  }
  render(
    <TranslationProvider value={studio.trans}>
      <Page />
    </TranslationProvider>
  );
  const open = async (name: RegExp) => {
    await userEvent.click(screen.getByRole('treeitem', { name }));
  };
  return { asked, open, state };
}

beforeAll(() => giveElementsSize());

test('of ten thousand files only those in sight are in the document', () => {
  show(Array.from({ length: 10_000 }, (_, index) => ({ path: `f${index}.txt`, content: 'x' })));
  expect(screen.getAllByRole('treeitem').length).toBeLessThan(100);
  expect(screen.getByText(/^10000 files/)).toBeTruthy();
});

test('folders open and close by keyboard, and files are looked at on the way', async () => {
  const { asked } = show([
    { path: 'model/a.txt', content: 'first' },
    { path: 'model/deep/b.txt', content: 'second' },
    { path: 'notes.txt', content: 'third' }
  ]);
  const user = userEvent.setup();
  screen.getByRole('tree').focus();
  await user.keyboard('{Home}');
  expect(screen.getByRole('treeitem', { selected: true }).textContent).toMatch(/^model/);
  await user.keyboard('{ArrowLeft}');
  expect(screen.getAllByRole('treeitem')).toHaveLength(2);
  await user.keyboard('{ArrowRight}{ArrowRight}{ArrowDown}{ArrowDown}');
  expect(await screen.findByText('first')).toBeTruthy();
  await user.keyboard('{ArrowLeft}');
  expect(screen.getByRole('treeitem', { selected: true }).textContent).toMatch(/^model/);
  expect(asked.map(({ path }) => path)).toContain('model/a.txt');
});

test('finds files by their path', async () => {
  show([
    { path: 'plots/roc.png', content: 'x' },
    { path: 'model/model.onnx', content: 'x' }
  ]);
  await userEvent.type(screen.getByRole('searchbox'), 'roc');
  expect(screen.getAllByRole('treeitem').map(item => item.textContent)).toEqual([
    expect.stringMatching(/^plots/),
    expect.stringMatching(/^roc/)
  ]);
});

test('of a large file only the beginning is fetched, and that is said', async () => {
  const content = `${'line\n'.repeat(1_000_000)}end`;
  const { asked, open } = show([{ path: 'train.log', content }]);
  await open(/train.log/);
  expect(await screen.findByText(/The first 2(\.0)? MiB? of/i)).toBeTruthy();
  expect(asked[0].part).toEqual({ start: 0, end: 2 * 1024 ** 2 - 1 });
});

test.each([
  ['scores.csv', 'name,auc\nada,0.9\n', '0.9'],
  ['t.json', JSON.stringify({ columns: ['id', 'label'], data: [[1, 'sick']] }), 'sick']
])('shows the table %s', async (path, content, text) => {
  const changes =
    path === 't.json' ? { mediaType: 'application/vnd.atelier.table+json' } : undefined;
  const { open } = show([{ path, content, changes }]);
  await open(/\./);
  const grid = await screen.findByRole('grid');
  expect(within(grid).getByText(text)).toBeTruthy();
});

test('shows a confusion matrix with what follows from it', async () => {
  const { open } = show([
    {
      path: 'confusion.json',
      content: JSON.stringify({
        labels: ['no', 'yes'],
        counts: [
          [8, 2],
          [1, 9]
        ]
      }),
      changes: { mediaType: 'application/vnd.atelier.confusion-matrix+json' }
    }
  ]);
  await open(/confusion/);
  expect(await screen.findByText(/accuracy 85/)).toBeTruthy();
  expect(screen.getByRole('row', { name: 'no 8 2 80.0 %' })).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: /shares/ }));
  expect(screen.getByRole('row', { name: 'yes 10.0 % 90.0 % 90.0 %' })).toBeTruthy();
});

test('draws the curves of a classifier with their scores', async () => {
  const curve = {
    label: 'forest',
    falsePositiveRate: [0, 0.2, 1],
    truePositiveRate: [0, 0.8, 1],
    thresholds: [1, 0.5, 0],
    auc: 0.8
  };
  const { open } = show([
    {
      path: 'roc.json',
      content: JSON.stringify({ curves: [curve] }),
      changes: { mediaType: 'application/vnd.atelier.roc-curve+json' }
    }
  ]);
  await open(/roc/);
  expect(await screen.findByRole('img', { name: 'roc.json: forest 0.8' })).toBeTruthy();
});

test('what is not what it says it is, is shown as text with the reason', async () => {
  const { open } = show([
    {
      path: 'roc.json',
      content: '{"curves": 7}',
      changes: { mediaType: 'application/vnd.atelier.roc-curve+json' }
    }
  ]);
  await open(/roc/);
  expect(await screen.findByText(/no curves/)).toBeTruthy();
  expect(screen.getByText('{"curves": 7}')).toBeTruthy();
});

test('goes along the steps of what was logged under one name', async () => {
  const { open } = show(
    [0, 5, 10].map(step => ({
      path: `samples/image-${step}.txt`,
      content: `at ${step}`,
      changes: { step }
    }))
  );
  await open(/image-5/);
  const slider = await screen.findByRole('slider', { name: 'Step' });
  expect(slider.getAttribute('aria-valuetext')).toBe('step 5');
  await userEvent.click(screen.getByRole('button', { name: 'The next step' }));
  expect(await screen.findByText('at 10')).toBeTruthy();
});

test('a page is shut off from the studio and runs nothing until it is told to', async () => {
  const { open } = show([{ path: 'report.html', content: '<script>steal()</script><h1>Hi</h1>' }]);
  await open(/report/);
  const frame = await screen.findByTitle('Content of report.html');
  expect(frame.getAttribute('sandbox')).toBe('');
  expect(frame.getAttribute('srcdoc')).toContain("default-src 'none'");
  await userEvent.click(screen.getByRole('button', { name: 'Run them' }));
  expect((await screen.findByTitle('Content of report.html')).getAttribute('sandbox')).toBe(
    'allow-scripts'
  );
});

test('shows a notebook with what its cells have put out', async () => {
  const notebook = {
    nbformat: 4,
    metadata: { kernelspec: { language: 'python' } },
    cells: [
      { cell_type: 'markdown', source: ['# Title'] },
      {
        cell_type: 'code',
        execution_count: 3,
        source: 'fit()',
        outputs: [{ output_type: 'stream', name: 'stdout', text: ['done\n'] }]
      }
    ]
  };
  const { open } = show([{ path: 'tour.ipynb', content: JSON.stringify(notebook) }]);
  await open(/tour/);
  expect(await screen.findByText('fit()')).toBeTruthy();
  expect(screen.getByText('[3]')).toBeTruthy();
  expect(screen.getByText('done')).toBeTruthy();
});

test('says that content is lost, with a way to try again', async () => {
  const { open, state } = show([{ path: 'a.txt', content: 'x is back' }]);
  state.lost = true;
  await open(/a.txt/);
  expect(await screen.findByText(/no stored content/)).toBeTruthy();
  state.lost = false;
  await userEvent.click(screen.getByRole('button', { name: /again/i }));
  expect(await screen.findByText('x is back')).toBeTruthy();
});
