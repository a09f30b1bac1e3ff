import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { buildFolder } from '../testing/index.ts';
import { connect } from './index.ts';

it('closes the file that it was to send when there is no server', async () => {
  const folder = buildFolder();
  try {
    // Too long to be read to its end before anybody asks for it.
    const file = createReadStream(process.execPath);
    const closed = new Promise<void>(resolve => file.on('close', () => resolve()));
    const body = Readable.toWeb(file) as ReadableStream;
    const { send } = connect({ dataFolder: folder.path });
    await expect(send('/api/blobs', { method: 'POST', body })).rejects.toMatchObject({
      code: 'server-unreachable'
    });
    await closed;
  } finally {
    await folder.remove();
  }
});
