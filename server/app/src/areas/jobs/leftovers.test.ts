import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startTestServer } from '../../testing/index.ts';
import { canMount } from '../../testing/can-mount.ts';
import { submitJob, whenEnded } from './testing/job.ts';

if (!canMount) {
  console.warn('Nothing can be mounted here: WHAT JOBS LEAVE IS NOT TESTED. Run as root.');
}

(canMount ? describe : describe.skip)('a job whose folder cannot be removed', () => {
  it('has finished all the same, and does not run again', async () => {
    const server = await startTestServer();
    const place = join(server.data, 'mounted');
    try {
      const command = `mkdir held && ln -s "$PWD/held" '${place}' && mount -t tmpfs -o size=1m tmpfs held`;
      const { id } = await submitJob(server, command);
      expect(await whenEnded(server, id)).toMatchObject({ state: 'finished', attempt: 1 });
      expect(server.logged().map(({ msg }) => msg)).toContain(
        'what a task has left could not be removed'
      );
    } finally {
      execFileSync('umount', [place]);
      await server.stop();
    }
  });
});
