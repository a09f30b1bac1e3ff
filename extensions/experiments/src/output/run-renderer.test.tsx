import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { nullTranslator } from '@jupyterlab/translation';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createRunFeed } from '../live/index.ts';
import { buildRunDetail, buildSummary, FakeRunServer } from '../testing/index.ts';
import { createRunRendererFactory } from './run-renderer.tsx';
import { RUN_MEDIA_TYPE } from './run-output.ts';

const sanitizer = { sanitize: (html: string) => html.replace(/<script.*<\/script>/, '') };

function buildOutput(detail = buildRunDetail({ status: 'running', endedAt: null })) {
  const server = new FakeRunServer();
  server.put(detail);
  const feed = createRunFeed({ api: server.api, events: server.events });
  const opened: string[] = [];
  const docked: string[] = [];
  const factory = createRunRendererFactory({
    feed,
    trans: nullTranslator.load('atelier'),
    openRun: run => void opened.push(run.id),
    dockRun: run => void docked.push(run.id)
  });
  const render = async (data: Record<string, unknown>) => {
    const renderer = factory.createRenderer({
      sanitizer
    } as unknown as IRenderMime.IRendererOptions);
    Widget.attach(renderer, document.body);
    await act(async () => {
      await renderer.renderModel({ data } as unknown as IRenderMime.IMimeModel);
      MessageLoop.flush();
    });
    return renderer;
  };
  return { server, detail, docked, feed, opened, render };
}
const outputOf = (run: string, html?: string) => ({
  [RUN_MEDIA_TYPE]: { workspace: 'default', run },
  ...(html && { 'text/html': html })
});

describe('a run in a cell’s output', () => {
  afterEach(() => document.body.replaceChildren());

  it('shows name, status and last values, and opens the run', async () => {
    const { detail, docked, opened, render } = buildOutput(
      buildRunDetail({ name: 'forest', metrics: { auc: buildSummary(0.875) } })
    );
    await render(outputOf(detail.id));
    const card = await screen.findByRole('region', { name: 'Run forest' });
    expect(card.textContent).toContain('Finished');
    expect(card.textContent).toContain('auc0.875');
    await userEvent.click(screen.getByRole('button', { name: 'Open run' }));
    expect(opened).toEqual([detail.id]);
    await userEvent.click(screen.getByRole('button', { name: 'Dock' }));
    expect(docked).toEqual([detail.id]);
  });

  it('shows new values as they are logged, and the chosen metric', async () => {
    const { detail, server, render } = buildOutput();
    await render(outputOf(detail.id));
    await screen.findByText('No metric yet.');
    for (const [step, value] of [0.5, 0.25].entries()) {
      server.log(detail.id, 'loss', step, value);
      server.log(detail.id, 'auc', step, 1 - value);
    }
    act(() => server.events.emit('progressed', detail.id));
    const loss = await screen.findByRole('button', { name: 'loss 0.25' });
    expect(loss.getAttribute('aria-pressed')).toBe('true');
    await userEvent.click(screen.getByRole('button', { name: 'auc 0.75' }));
    await waitFor(() => expect(loss.getAttribute('aria-pressed')).toBe('false'));
    expect(screen.getByRole('figure', { name: /auc of/ })).toBeTruthy();
  });

  it('keeps the last values when the run is deleted or the server is down, and says so quietly', async () => {
    const { detail, server, render } = buildOutput(
      buildRunDetail({ metrics: { auc: buildSummary(0.875) } })
    );
    await render(outputOf(detail.id));
    await screen.findByText('0.875');
    server.down = true;
    act(() => server.events.emit('updated', detail.id));
    await screen.findByText(/server cannot be reached/);
    expect(screen.getByText('0.875')).toBeTruthy();
    server.down = false;
    act(() => server.remove(detail.id));
    await screen.findByText(/run has been deleted/);
    expect(screen.getByText('0.875')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Open run' })).toBeNull();
  });

  it('shows what the notebook remembers, made safe, when the run is not on the server', async () => {
    const { render } = buildOutput();
    await render(outputOf('f'.repeat(32), '<b>auc 0.8</b><script>alert(1)</script>'));
    await screen.findByText(/not on the server/);
    expect(screen.getByText('auc 0.8')).toBeTruthy();
    expect(document.querySelector('script')).toBeNull();
  });

  it('says that an output names no run instead of failing', async () => {
    const { render } = buildOutput();
    const renderer = await render({ [RUN_MEDIA_TYPE]: { run: '../../etc' } });
    expect(renderer.node.textContent).toBe('This output names no run.');
  });

  it('shares one live run among cells, keeps it over an update, and ends it with the last output', async () => {
    const { detail, feed, server, render } = buildOutput();
    const first = await render(outputOf(detail.id));
    const second = await render(outputOf(detail.id));
    await waitFor(() => expect(screen.getAllByRole('region')).toHaveLength(2));
    expect(server.detailRequests).toBe(1);
    await act(() => first.renderModel({ data: outputOf(detail.id) } as never));
    expect(server.detailRequests).toBe(1);
    const handle = feed.open('default', detail.id);
    act(() => first.dispose());
    act(() => second.dispose());
    expect(handle.run.isDisposed).toBe(false);
    handle.dispose();
    expect(handle.run.isDisposed).toBe(true);
  });
});
