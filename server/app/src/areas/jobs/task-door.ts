import { join } from 'node:path';
import { AtelierError } from '@atelier-ml/api';
import type { Pack } from 'tar-stream';
import type { Engine } from '../../drivers/compute/index.ts';
import { createRelay } from '../../drivers/relay/index.ts';
import { AGENT, LENT } from '../compute/index.ts';
import type { StudioDoor } from '../compute/index.ts';
import { storedSpecOf } from './stored-spec.ts';
import type { JobRow, TaskRow } from './tables.ts';

/** Where a container has the folder of its task. */
export const JOB = '/job';
/** What programs there take for the studio's data folder: journals wait in it. */
export const DATA = 'data';

const FOLDER = join(JOB, DATA);
/** Of a small program beside that of the job, whose memory it shares. */
const NODE = [join(LENT, 'bin', 'node'), '--max-old-space-size=32', '--max-semi-space-size=1'];
const PULSE = 10_000;
/** Exit codes of what cannot be run in an image. */
const CANNOT_RUN = new Set([126, 127]);

export interface TaskDoorsOptions {
  door: StudioDoor | undefined;
  user: { uid: number; gid: number };
}

export type TaskDoors = ReturnType<typeof createTaskDoors>;

/** The studio for tasks in containers elsewhere: what they log is seen while they run, and they may read. */
export function createTaskDoors({ door, user }: TaskDoorsOptions) {
  const idOf = (task: TaskRow): string => `${task.job_id} ${task.attempt} ${task.rank}`;

  return {
    /** By which its programs find the studio. */
    pack(archive: Pack, task: TaskRow): void {
      const tokenFile = join(FOLDER, 'token');
      const address = JSON.stringify({ url: `unix:${join(FOLDER, 'studio')}`, tokenFile });
      const files = door ? { 'server.json': address, token: door.keyOf(idOf(task)) } : {};
      for (const [name, text] of Object.entries(files)) {
        archive.entry({ name: join(FOLDER, name).slice(1), mode: 0o600, ...user }, text);
      }
    },
    /** Opens it as often as it has to be, until what is answered is called or the task has ended. */
    open(
      engineOf: () => Promise<Engine>,
      labels: Record<string, string>,
      job: JobRow,
      task: TaskRow
    ): () => void {
      if (!door) {
        return () => undefined;
      }
      const owner = { username: job.user_name, name: storedSpecOf(job).submittedBy };
      const relay = createRelay({
        async dial() {
          const engine = await engineOf();
          const [found] = await engine.list(labels);
          if (!found) {
            throw new AtelierError('not-found', 'The task has ended.');
          }
          const argv = [...NODE, join(LENT, AGENT), 'lend', FOLDER];
          const link = await engine.exec(found.id, { argv, user });
          link.stderr.resume();
          link.ended.then(
            code => CANNOT_RUN.has(code) && relay.close(),
            () => undefined
          );
          return link;
        },
        wanted: stream => door.open({ id: idOf(task), owner: JSON.stringify(owner) }, stream),
        // Programs keep what they log until it is back.
        told: () => undefined
      });
      const pulse = setInterval(() => {
        // A network that has gone says so only when something is sent.
        relay.call('measure', { processes: [] }).catch(() => undefined);
      }, PULSE);
      return () => {
        clearInterval(pulse);
        relay.close();
      };
    }
  };
}
