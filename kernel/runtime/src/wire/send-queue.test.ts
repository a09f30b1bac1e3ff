import { createSendQueue } from './send-queue.ts';

test('messages are sent in order, one at a time, and again when the socket is full', async () => {
  const sent: string[] = [];
  let busy = 0;
  let refusals = 2;
  const queue = createSendQueue(
    {
      async send(frames) {
        expect(++busy).toBe(1);
        await Promise.resolve();
        busy--;
        if (refusals-- > 0) throw Object.assign(new Error('full'), { code: 'EAGAIN' });
        sent.push(String(frames));
      }
    },
    error => expect(error).toBeUndefined()
  );
  for (let i = 0; i < 100; i++) queue.push([String(i)]);
  await queue.drained();
  expect(sent).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
});

test('a message that cannot be sent is told and does not stop the others', async () => {
  const lost: unknown[] = [];
  const sent: string[] = [];
  const queue = createSendQueue(
    {
      send(frames) {
        if (String(frames) === 'bad') return Promise.reject(new Error('no route'));
        sent.push(String(frames));
        return Promise.resolve();
      }
    },
    error => lost.push(error)
  );
  for (const each of ['a', 'bad', 'b']) queue.push([each]);
  await queue.drained();
  expect(sent).toEqual(['a', 'b']);
  expect(lost).toEqual([new Error('no route')]);
});
