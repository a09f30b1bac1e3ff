import type { JobDetail, JobSpec } from '@atelier-ml/api';
import { archiveOfFiles } from '@atelier-ml/sdk/archive';
import type { z } from 'zod';
import { readEvents } from '../../../testing/index.ts';
import type { TestServer } from '../../../testing/index.ts';

export const here = { workspace: '~' };

/** Submits a command, or whatever `more` says. */
export function submitJob(
  { client }: TestServer,
  command: string,
  more: Partial<z.input<typeof JobSpec>> = {}
): Promise<JobDetail> {
  return client.jobs.create({
    params: here,
    body: { program: { type: 'command', command }, ...more }
  });
}

/** The job as soon as it is as wanted: looks again whenever the studio tells of a change. */
export async function jobWhen(
  server: TestServer,
  id: string,
  isWanted: (job: JobDetail) => boolean
): Promise<JobDetail> {
  const events = await readEvents(server.send);
  try {
    for (;;) {
      const job = await server.client.jobs.get({ params: { ...here, job: id } });
      if (isWanted(job)) {
        return job;
      }
      await events.next();
    }
  } finally {
    events.close();
  }
}

export const whenEnded = (server: TestServer, id: string): Promise<JobDetail> =>
  jobWhen(server, id, job => job.endedAt !== null);

/** All that its run has in its log. */
export async function logOf(
  { client }: Pick<TestServer, 'client'>,
  { run }: { run: string }
): Promise<string> {
  const { chunks } = await client.runs.log({ params: { ...here, run }, query: {} });
  return chunks.map(chunk => chunk.text).join('');
}

/** A tar archive, as the command line sends it. */
export const archive = (files: Record<string, string>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(archiveOfFiles(files));
