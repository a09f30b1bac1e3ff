/**
 * Names of images under way. What is made gets its lasting names when all of it is there, and an image
 * that loses its last name so gets one of these until it is removed: a maker that is stopped leaves
 * nothing that the next cannot find.
 */
import { randomUUID } from 'node:crypto';
import type { Images } from '../images.ts';

const DRAFT = /^atelier\/[a-z]+:draft-/;
/** What is younger may be at work in another studio. */
const HOUR = 3_600_000;

/** @returns a tag that nobody else has */
export const draftName = (): string => `draft-${randomUUID().slice(0, 8)}`;

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
  const old = found.filter(each => Date.now() - each.createdAt > HOUR);
  for (const name of old.flatMap(({ tags }) => tags).filter(tag => DRAFT.test(tag))) {
    await drop(images, name);
  }
}
