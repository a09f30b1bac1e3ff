import { realpath } from 'node:fs/promises';
import { basename, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import type { JobSpec } from '@atelier-ml/api';
import { archiveOf } from '@atelier-ml/sdk/archive';
import type { Storage } from '../../drivers/storage/index.ts';
import type { User } from '../../http/index.ts';
import { isOnRay } from '../compute/index.ts';
import type { Datasets } from '../datasets/index.ts';
import type { Environments } from '../environments/index.ts';
import { holdsFile } from '../../tar.ts';
import { runsProcesses } from './elsewhere.ts';
import { resolveInputs } from './inputs.ts';
import { checkProgram } from './program.ts';
import type { StoredSpec } from './stored-spec.ts';
import type { ClusterRow } from './tables.ts';

export interface SubmissionOptions {
  datasets: Datasets;
  environments: Pick<Environments, 'choose'>;
  storage: Storage;
  /** The user's files: code may be taken from below. */
  files?: string;
}

export type Submission = ReturnType<typeof createSubmission>;

/** Looks up all that a job names, so that what is queued can start whenever its turn comes. */
export function createSubmission({ datasets, environments, files, storage }: SubmissionOptions) {
  async function codeOf({ code }: JobSpec): Promise<string | null> {
    if (code === undefined) {
      return null;
    }
    if ('sha256' in code) {
      return (await storage.claim(code.sha256))?.sha256 ?? refuseCode('is not uploaded', UPLOAD);
    }
    const named = resolve(files ?? '/', code.folder);
    const folder = await realpath(named).catch(() => refuseCode('does not exist', UPLOAD));
    const root = files && (await realpath(files));
    if (root === undefined || !(folder === root || folder.startsWith(root + sep))) {
      return refuseCode('lies outside of your files', UPLOAD);
    }
    return (await storage.put(await archiveOf(folder))).sha256;
  }

  async function imageOf(spec: JobSpec, cluster: ClusterRow, user: User) {
    if (runsProcesses(cluster)) {
      return spec.image === undefined && spec.environment === undefined
        ? undefined
        : refuse('image', `“${cluster.name}” runs processes: they have no image.`, CLUSTER);
    }
    const named = spec.environment?.replace(/:latest$/, '@latest');
    const chosen =
      spec.image === undefined && named !== undefined
        ? await environments.choose(cluster.workspace_id, named, user)
        : undefined;
    const image = spec.image ?? chosen?.image ?? cluster.image;
    return (
      image ??
      refuse(
        'environment',
        'Neither the job nor its cluster has an environment or an image.',
        IMAGE
      )
    );
  }

  return {
    async prepare(spec: JobSpec, cluster: ClusterRow, user: User) {
      if (spec.nodes > cluster.max_nodes) {
        const has = `${cluster.max_nodes} ${cluster.max_nodes === 1 ? 'node' : 'nodes'}`;
        refuse(
          'nodes',
          `“${cluster.name}” has at most ${has}, and the job wants ${spec.nodes}.`,
          'Take fewer, or raise the most nodes of the cluster.'
        );
      }
      const { inputs, outputs, program, secrets } = spec;
      const params = spec.array && 'params' in spec.array ? spec.array.params : [];
      const known = {
        inputs: new Set(Object.keys(inputs)),
        outputs: new Set(Object.keys(outputs)),
        params: new Set([spec.params, ...params].flatMap(Object.keys))
      };
      checkProgram(program, known, spec.code !== undefined);
      if (isOnRay(cluster.driver)) {
        checkForRay(spec);
      }
      const image = await imageOf(spec, cluster, user);
      const resolved = await resolveInputs(datasets, cluster.workspace_id, inputs, user);
      const code = await codeOf(spec);
      if (code !== null && program.type !== 'command') {
        await requireFile(await storage.read(code), program.path);
      }
      const stored: StoredSpec = {
        spec: {
          ...spec,
          ...(code !== null && { code: { sha256: code } }),
          cluster: cluster.name,
          secrets: Object.keys(secrets)
        },
        inputs: resolved,
        submittedBy: user.name || user.username,
        ...(image !== undefined && { image })
      };
      return { code, stored, name: spec.name ?? nameOf(spec) };
    }
  };
}

const UPLOAD = 'Send the code as an archive, as `atelier jobs submit --code FOLDER` does.';
const CLUSTER = 'Leave it out, or choose a cluster of containers.';
const IMAGE = 'Name one here, or in the settings of the cluster.';

/** Ray runs programs with what lies there, and gives nothing back but what they print. */
function checkForRay({ outputs, program }: JobSpec): void {
  if (Object.keys(outputs).length) {
    refuse('outputs', 'Jobs on Ray have no outputs.', 'Write to a store that both reach.');
  }
  if (program.type === 'notebook') {
    refuse('program', 'Notebooks do not run on Ray.', 'Submit a script or a command.');
  }
}

function nameOf({ program }: JobSpec): string {
  const text = program.type === 'command' ? program.command.trim() : basename(program.path);
  return text.split('\n')[0]!.slice(0, 60) || 'job';
}

/** An archive that cannot be read is told of when it is unpacked. */
async function requireFile(archive: Readable, path: string): Promise<void> {
  if (!(await holdsFile(archive, path).catch(() => true))) {
    throw new AtelierError('invalid-input', `The code of the job has no file “${path}”.`, {
      remedy: 'Correct its path within the code, and look into `.atelierignore`.',
      fields: [{ path: 'body.program.path', message: 'is not in the code' }]
    });
  }
}

function refuseCode(message: string, remedy: string): never {
  return refuse('code', `The code of the job ${message}.`, remedy);
}

function refuse(field: string, message: string, remedy: string): never {
  throw new AtelierError('invalid-input', message, {
    remedy,
    fields: [{ path: `body.${field}`, message }]
  });
}
