import type { IEventStream } from '@atelier-ml/shell';
import { Signal } from '@lumino/signaling';
import { LogModel } from './log-model.ts';

describe('the log of a build', () => {
  it('has each piece once, however often it is asked for, and starts anew with its build', async () => {
    const changed = new Signal<object, { kind: string; subjectId: string }>({});
    const events = { changed, reset: new Signal<object, void>({}) } as unknown as IEventStream;
    let log = 'first ';
    const model = new LogModel(
      after => {
        const from = after > log.length ? 0 : after;
        const text = log.slice(from);
        return Promise.resolve({ text, next: from + text.length, state: 'building', steps: [] });
      },
      events,
      'me'
    );
    const until = async (text: string): Promise<void> => {
      while (model.text !== text) {
        await new Promise(resolve => model.changed.connect(resolve));
      }
    };
    model.refresh();
    model.refresh();
    await until('first ');
    log += 'second';
    changed.emit({ kind: 'environment', subjectId: 'me' });
    changed.emit({ kind: 'environment', subjectId: 'other' });
    await until('first second');
    log = 'anew';
    model.refresh();
    await until('anew');
    model.dispose();
  });
});
