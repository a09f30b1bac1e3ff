import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import { tarOf } from '../../../tar.ts';
import type { Bundle } from '../engine.ts';
import { shelfOf } from './container-spec.ts';
import { isStatus } from './problems.ts';

const NOT_FOUND = 404;
/** Written last: without it a copy was broken off. */
const MARK = '.complete';

/** Volumes with what is copied once to a machine: see `Bundle`. */
export function createShelves(docker: Docker) {
  const filling = new Map<string, Promise<void>>();

  async function isFull(container: string, { target }: Bundle): Promise<boolean> {
    try {
      await docker.getContainer(container).infoArchive({ path: `${target}/${MARK}` });
      return true;
    } catch (error) {
      if (isStatus(error, NOT_FOUND)) {
        return false;
      }
      throw error;
    }
  }

  /** Through a container that never runs: that which needs it may not write there. */
  async function copy(container: string, bundle: Bundle): Promise<void> {
    const { Image } = await docker.getContainer(container).inspect();
    const options: ContainerCreateOptions = {
      Image,
      Entrypoint: ['true'],
      Labels: { 'atelier.bundle': bundle.key },
      HostConfig: { NetworkMode: 'none', Mounts: [shelfOf(bundle, false)] }
    };
    const helper = await docker.createContainer(options);
    try {
      const { target: path } = bundle;
      await helper.putArchive(bundle.content(), { path });
      const mark = tarOf(archive => void archive.entry({ name: MARK }, ''));
      await helper.putArchive(mark, { path });
    } finally {
      await helper.remove({ force: true });
    }
  }

  return {
    /** What a container is to find on its shelves. */
    async fill(id: string, bundles: Bundle[]): Promise<void> {
      for (const bundle of bundles) {
        if (!(await isFull(id, bundle))) {
          const under =
            filling.get(bundle.key) ?? copy(id, bundle).finally(() => filling.delete(bundle.key));
          filling.set(bundle.key, under);
          await under;
        }
      }
    }
  };
}
