import { act, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';
import { giveElementsSize } from '../testing/index.ts';
import type { INotifier } from '../tokens.ts';
import { createUnsyncedItem } from './status-item.tsx';
import { addUnsyncedCommand, SHOW_UNSYNCED } from './unsynced-command.ts';
import type { SendReport } from './unsynced-command.ts';
import { createUnsyncedModel } from './unsynced-model.ts';
import type { Waiting } from './unsynced-model.ts';

const trans = nullTranslator.load('atelier');
const waits = (entries: number): Waiting => ({
  unsynced: entries,
  runs: entries ? [{ run: 'a'.repeat(32), entries }] : []
});

/** A status item whose answers the test gives one by one. */
async function build(answers: number[], report?: SendReport) {
  let last = 0;
  const model = createUnsyncedModel({
    fetch: async () => waits((last = answers.shift() ?? last)),
    interval: 3_600_000
  });
  const said: string[] = [];
  const notifier: INotifier = {
    success: message => said.push(message),
    info: message => said.push(message),
    warning: message => said.push(message),
    error: error => said.push(`error: ${(error as Error).message}`),
    attempt: task => task()
  };
  const commands = new CommandRegistry();
  let sent = 0;
  addUnsyncedCommand({
    commands,
    trans,
    notifier,
    model,
    fetch: async () => waits(last),
    send: async () => {
      sent += 1;
      return report!;
    }
  });
  const item = createUnsyncedItem({
    model,
    trans,
    onOpen: () => void commands.execute(SHOW_UNSYNCED)
  });
  Widget.attach(item, document.body);
  const answered = (ask: () => void) =>
    act(
      () =>
        new Promise<void>(resolve => {
          const slot = () => {
            model.changed.disconnect(slot);
            resolve();
          };
          model.changed.connect(slot);
          ask();
        })
    );
  const poll = () => answered(() => void model.refresh());
  await answered(() => undefined);
  return { item, poll, said, sent: () => sent, close: () => (item.dispose(), model.dispose()) };
}

beforeAll(() => giveElementsSize());

describe('what is not on the server yet', () => {
  it('is told once it waits longer than a moment, until it is there', async () => {
    const { close, poll } = await build([7, 0, 5, 1_234, 0]);
    expect(screen.queryByRole('button')).toBeNull();
    await poll();
    await poll();
    expect(screen.queryByRole('button')).toBeNull();
    await poll();
    expect(screen.getByRole('button').textContent).toBe('1,234 unsynced');
    await poll();
    expect(screen.queryByRole('button')).toBeNull();
    close();
  });

  it('is listed by run, and sent when somebody asks for it', async () => {
    const report: SendReport = { entries: 3, journals: [{ state: 'delivered', error: null }] };
    const { close, poll, said, sent } = await build([3, 3], report);
    await poll();
    await userEvent.click(screen.getByRole('button', { name: '3 unsynced' }));
    const dialog = await screen.findByRole('dialog', { hidden: true });
    expect(dialog.textContent).toContain('a'.repeat(32));
    await userEvent.click(screen.getByText('Send now'));
    expect(sent()).toBe(1);
    expect(said).toEqual(['3 entries were sent.']);
    close();
  });

  it('stays here, with the reason, when it cannot be sent', async () => {
    const report: SendReport = { entries: 0, journals: [{ state: 'failed', error: 'No server.' }] };
    const { close, poll, said } = await build([3, 3], report);
    await poll();
    await userEvent.click(screen.getByRole('button', { name: '3 unsynced' }));
    await userEvent.click(await screen.findByText('Send now'));
    expect(said).toEqual(['error: No server.']);
    close();
  });
});
