import type Docker from 'dockerode';
import { isStatus, pairs, unlessStatus } from '../docker/index.ts';
import type { WorkloadSpec } from '../engine.ts';

const NOT_FOUND = 404;
const CONFLICT = 409;
const READ_BY_OWNER = 0o400;
const FILE = 'atelier-environment';

/** Where a container finds its secrets: in memory, and in nothing that the Swarm tells of it. */
export const SECRETS = `/run/secrets/${FILE}`;

/** As a service refers to a secret. Docker Engine API, "Create a service". */
export interface SecretReference {
  SecretID: string;
  SecretName: string;
  File: { Name: string; UID: string; GID: string; Mode: number };
}

/** What is secret of work, as one secret of the Swarm that a shell reads. */
export function createSecrets(manager: Docker) {
  async function find(filters: object): Promise<{ ID: string; Spec: { Name: string } }[]> {
    return (await manager.listSecrets({ filters: filters as Record<string, string[]> })) as never;
  }

  async function remove(references: Pick<SecretReference, 'SecretID'>[] = []): Promise<void> {
    for (const { SecretID } of references) {
      await unlessStatus(NOT_FOUND, () => manager.getSecret(SecretID).remove());
    }
  }

  const referenceOf = ({ ID, Spec }: { ID: string; Spec: { Name: string } }) => ({
    SecretID: ID,
    SecretName: Spec.Name
  });

  return {
    /** Undefined: it has none. What a server before this one has left of the same name is replaced. */
    async create(spec: WorkloadSpec): Promise<SecretReference | undefined> {
      const entries = Object.entries(spec.secrets ?? {});
      if (!entries.length) {
        return undefined;
      }
      const lines = entries.map(([name, value]) => `export ${name}=${asWord(value)}\n`);
      const Data = Buffer.from(lines.join('')).toString('base64');
      const make = async () =>
        (await manager.createSecret({ Name: spec.name, Labels: spec.labels, Data })) as unknown as {
          ID?: string;
          id?: string;
        };
      const made = await make().catch(async (error: unknown) => {
        if (!isStatus(error, CONFLICT)) {
          throw error;
        }
        // the engine finds by how a name begins
        const found = (await find({ name: [spec.name] })).map(referenceOf);
        await remove(found.filter(({ SecretName }) => SecretName === spec.name));
        return make();
      });
      const { gid = 0, uid = 0 } = spec.user ?? {};
      const File = { Name: FILE, UID: String(uid), GID: String(gid), Mode: READ_BY_OWNER };
      return { SecretID: (made.ID ?? made.id)!, SecretName: spec.name, File };
    },
    /** Those that carry all of the labels. */
    list: async (labels: Record<string, string>) =>
      (await find({ label: pairs(labels) })).map(referenceOf),
    /** Those that are gone are fine. */
    remove
  };
}

const asWord = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
