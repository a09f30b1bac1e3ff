import { createMailbox } from './mailbox.ts';

describe('the mailbox of a reader', () => {
  it('hands over what was posted, in order, and nothing after a silence', async () => {
    const mailbox = createMailbox(10);
    mailbox.post('a');
    mailbox.post('b');
    expect(await mailbox.next(1_000)).toEqual(['a', 'b']);
    expect(await mailbox.next(0)).toEqual([]);
    const next = mailbox.next(1_000);
    mailbox.post('c');
    expect(await next).toEqual(['c']);
  });

  it('does not grow for a reader that does not read, and says that it has lost something', async () => {
    const mailbox = createMailbox(3);
    for (let index = 0; index < 10; index++) {
      mailbox.post(`n${index}`);
    }
    expect((await mailbox.next(0))!.length).toBeLessThanOrEqual(3);
    expect([mailbox.takeOverflow(), mailbox.takeOverflow()]).toEqual([true, false]);
  });

  it('wakes its reader when it is closed', async () => {
    const mailbox = createMailbox(3);
    const next = mailbox.next(60_000);
    mailbox.close();
    expect(await next).toBeUndefined();
  });
});
