import type { LogChunk } from '@atelier-ml/api';
import { appendChunks, markHits, prependChunks } from './log-lines.ts';

const chunk = (
  position: number,
  text: string,
  stream: LogChunk['stream'] = 'stdout'
): LogChunk => ({ position, text, stream, at: position * 1_000 });
const texts = (lines: ReturnType<typeof appendChunks>) => lines.map(({ text }) => text);

it('makes lines of chunks, however they are cut', () => {
  const lines = appendChunks(
    [],
    [chunk(1, 'one\ntw'), chunk(2, 'o\nthree'), chunk(3, '\n\nfour\n')]
  );
  expect(texts(lines)).toEqual(['one', 'two', 'three', '', 'four']);
});

it('goes on with a line of its own stream only', () => {
  const lines = appendChunks(
    [],
    [chunk(1, 'loading '), chunk(2, 'warning\n', 'stderr'), chunk(3, 'done\n')]
  );
  expect(lines.map(({ stream, text }) => [stream, text])).toEqual([
    ['stdout', 'loading done'],
    ['stderr', 'warning']
  ]);
});

it('puts earlier chunks in front, and joins the line that was cut', () => {
  const later = appendChunks([], [chunk(5, 'o\nthree\n')]);
  expect(texts(prependChunks(later, [chunk(4, 'one\ntw')]))).toEqual(['one', 'two', 'three']);
  expect(texts(prependChunks(later, [chunk(4, 'one\n')]))).toEqual(['one', 'o', 'three']);
});

it('marks every hit, in whatever case', () => {
  expect(markHits('Loss is loss', 'LOSS')).toEqual([
    { text: 'Loss', hit: true },
    { text: ' is ', hit: false },
    { text: 'loss', hit: true }
  ]);
  expect(markHits('nothing', '')).toEqual([{ text: 'nothing', hit: false }]);
});
