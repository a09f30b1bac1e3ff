import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Collection, TrashSelection } from '@atelier-ml/api';
import { buildRunLogger, end, metric, start } from './runs.ts';
import type { TestServer } from './server.ts';

const params = { workspace: 'default' };

/** A finished run with a metric and one artifact a text. @returns its id */
export async function buildRunWithFiles(
  server: Pick<TestServer, 'client'>,
  texts: string[],
  experiment = 'training'
): Promise<string> {
  const logger = buildRunLogger(server);
  logger.add(start(experiment), metric('loss', 0.5, 1));
  for (const [index, text] of texts.entries()) {
    const { sha256, size } = await server.client.blobs.upload({ query: {}, body: text });
    const path = `file-${index}.txt`;
    logger.add({ type: 'artifact', path, sha256, size, mediaType: 'text/plain' });
  }
  logger.add(end());
  await logger.send(1);
  return logger.run;
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Deletes for good, and waits for the end. */
export async function collect(
  { client }: Pick<TestServer, 'client'>,
  selection: TrashSelection
): Promise<Collection> {
  let collection = await client.trash.collect({ params, body: { selection } });
  while (collection.state === 'running') {
    await delay(5);
    const place = { ...params, collection: collection.id };
    collection = await client.trash.collection({ params: place });
  }
  return collection;
}

/** Whether a content is stored; looks at the disk, since asking the server would claim it. */
export const isStored = ({ data }: TestServer, sha256: string): boolean =>
  existsSync(join(data, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256));
