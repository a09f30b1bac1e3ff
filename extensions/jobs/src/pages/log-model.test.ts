import { buildFakeStudio } from '../../../shell/src/testing/index.ts';
import { LogModel } from './log-model.ts';

const chunk = (text: string) => ({ position: 0, stream: 'stdout' as const, at: 0, text });

describe('the log of a job', () => {
  it('reads on whenever its run tells of something, and shows what a terminal would', async () => {
    const { emit, events } = buildFakeStudio();
    const pieces = [
      { chunks: [chunk('10 %\r'), chunk('20 %\r')], position: 2, more: true },
      { chunks: [chunk('done\n')], position: 3, more: false },
      { chunks: [chunk('end\n')], position: 4, more: false }
    ];
    const asked: number[] = [];
    const model = new LogModel(
      async after => {
        asked.push(after);
        return pieces.shift()!;
      },
      events,
      'r'.repeat(32)
    );
    const next = () => new Promise(resolve => model.changed.connect(resolve));
    await next();
    expect(model.text).toBe('done\n');
    emit({ kind: 'run', action: 'progressed', subjectId: 'r'.repeat(32) });
    await next();
    expect([model.text, asked]).toEqual(['done\nend\n', [0, 2, 3]]);
    model.dispose();
  });
});
