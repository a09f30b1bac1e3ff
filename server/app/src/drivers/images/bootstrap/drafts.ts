/**
 * Names of images under way. What is made gets its lasting names when all of it is there, and an image
 * that loses its last name so gets one of these until it is removed: a maker that is stopped leaves
 * nothing that the next cannot find.
 */
import { randomUUID } from 'node:crypto';
import type { Images } from '../images.ts';

const DRAFT = /^atelier\/[a-z]+:draft-([0-9a-z]+)-[0-9a-f]+$/;
/** What is younger may be at work in another studio. */
const HOUR = 3_600_000;

/** @returns a tag that nobody else has, and that tells its age */
export const draftName = (): string =>
  `draft-${Date.now().toString(36)}-${randomUUID().slice(0, 8)}`;

/** Takes a name away, and with the last one the image; what is in use keeps it. */
export async function drop(images: Images, name: string): Promise<void> {
  await images.remove(name).catch(() => undefined);
}

/** Gives an image a name that another one may have had. */
export async function give(images: Images, image: string, name: string): Promise<void> {
  const [repository] = name.split(':');
  const former = `${repository}:${draftName()}`;
  await images.tag(name, former).catch(() => undefined);
  await images.tag(image, name);
  await drop(images, former);
}

/** Removes what a maker has left that was killed. */
export async function dropForgotten(images: Images): Promise<void> {
  const found = await images.list({ 'atelier.base': '*' });
  for (const name of found.flatMap(({ tags }) => tags)) {
    const [, since] = DRAFT.exec(name) ?? [];
    if (since !== undefined && Date.now() - Number.parseInt(since, 36) > HOUR) {
      await drop(images, name);
    }
  }
}
