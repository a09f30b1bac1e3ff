import { AtelierError } from '@atelier-ml/api';
import type { Transfer } from '@atelier-ml/api';
import type { Database } from '../../drivers/database/index.ts';
import { hostOf } from '../../drivers/images/index.ts';
import type { Images, TransferOptions } from '../../drivers/images/index.ts';
import type { Clock } from '../../identity.ts';
import type { Changes } from '../system/index.ts';
import type { EnvironmentRow, VersionRow } from './environments.store.ts';
import type { Logins } from './logins.ts';
import { passOverMissing } from './passing.ts';
import { changeOf } from './present.ts';
import { createRegistryStore } from './registries.store.ts';
import { createSharedWait } from './shared-wait.ts';
import type { Transfers } from './transfers.ts';

export interface CopiesOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  images: Images;
  logins: Logins;
  transfers: Transfers;
}

type Copy = Awaited<ReturnType<ReturnType<typeof createRegistryStore>['copiesOfImage']>>[number];
type Progress = Pick<TransferOptions, 'onProgress' | 'signal'>;

/** Images of environments in registries: sent there, and fetched when this machine lacks them. */
export function createCopies(options: CopiesOptions) {
  const { changes, clock, database, images, logins, transfers } = options;
  const store = createRegistryStore(database.queries);

  async function send(
    image: string,
    reference: string,
    workspaceId: string,
    progress: Progress
  ): Promise<string> {
    const credentials = await logins.of(hostOf(reference), workspaceId);
    const before = await images.inspect(reference).catch(passOverMissing);
    await images.tag(image, reference);
    try {
      return await images.push(reference, { credentials, ...progress });
    } finally {
      // The name was lent for the way; one that somebody else has given stays.
      if (!before) {
        await images.remove(reference).catch(passOverMissing);
      }
    }
  }

  async function fetchCopy(copy: Copy, progress: Progress): Promise<string> {
    const credentials = await logins.of(hostOf(copy.reference), copy.workspace_id);
    const reference = byDigest(copy);
    const { id } = await images.pull(reference, { credentials, ...progress });
    if (id !== copy.image) {
      throw new AtelierError('hash-mismatch', `“${reference}” is another image than was sent.`, {
        remedy: 'Build the environment again, then send it again.'
      });
    }
    if (!(await images.inspect(copy.tag).catch(passOverMissing))) {
      await images.tag(id, copy.tag);
      await images.remove(reference).catch(passOverMissing);
    }
    return copy.digest;
  }

  async function fetchAny(image: string, signal: AbortSignal): Promise<boolean> {
    let failed: Transfer['error'] = null;
    for (const copy of await store.copiesOfImage(image)) {
      if (signal.aborted) {
        throw givenUp();
      }
      const { cancel, ended, transfer } = transfers.start({
        ...{ kind: 'pull', workspaceId: copy.workspace_id, reference: byDigest(copy) },
        environment: { name: copy.name, version: copy.version },
        work: progress => fetchCopy(copy, progress)
      });
      signal.addEventListener('abort', cancel, { once: true });
      await ended;
      if (transfer.state === 'done') {
        return true;
      }
      failed ??= transfer.error ?? {
        ...{ code: 'image-missing', message: 'Fetching the image was cancelled.' },
        remedy: 'Start it again, or build the environment again.'
      };
    }
    if (failed) {
      throw new AtelierError(failed.code, failed.message, { remedy: failed.remedy });
    }
    return false;
  }

  /**
   * Fetches an image by its id from where it was sent to; those that want the same wait together, and
   * when the last of them wants it no more it is given up.
   * @returns false if it was sent nowhere
   */
  const provide = createSharedWait(image => {
    const stop = new AbortController();
    return { result: fetchAny(image, stop.signal), stop: () => stop.abort() };
  }, givenUp);

  return {
    provide,
    /** Begins to send the image of a version, and notes where it is. */
    push(environment: EnvironmentRow, row: VersionRow, reference: string): Transfer {
      if (reference.includes('@')) {
        const message = 'must be HOST/NAME:TAG, without a digest';
        throw new AtelierError('invalid-input', `The name of the copy ${message}.`, {
          remedy: 'Correct it.',
          fields: [{ path: 'body.reference', message }]
        });
      }
      const { id: versionId, version } = row;
      const image = row.digest!;
      return transfers.start({
        ...{ kind: 'push', workspaceId: environment.workspace_id, reference },
        environment: { name: environment.name, version },
        async work(progress) {
          if (!(await images.inspect(image).catch(passOverMissing))) {
            await provide(image, progress.signal);
          }
          const digest = await send(image, reference, environment.workspace_id, progress);
          await changes.commit(async (queries, announce) => {
            await createRegistryStore(queries).putCopy({
              ...{ version_id: versionId, image, reference, digest },
              pushed_at: clock()
            });
            announce(changeOf(environment, 'updated'));
          });
          return digest;
        }
      }).transfer;
    }
  };
}

function givenUp(): AtelierError {
  return new AtelierError(
    'image-missing',
    'The image was not fetched: nobody waits for it any more.',
    {
      remedy: 'Start what needs it again.'
    }
  );
}

/** `host:5000/name:tag` with its digest instead of the tag: what it names never changes. */
const byDigest = ({ digest, reference }: { digest: string; reference: string }): string =>
  `${reference.replace(/:[^:/]+$/, '')}@${digest}`;
