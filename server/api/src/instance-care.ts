import { z } from 'zod';
import { GpuUsage } from './gpus.ts';
import { Bytes, Tags, Timestamp } from './values.ts';

/** When an instance is started or stopped by itself. */
export const InstanceSchedule = z.object({
  action: z.enum(['start', 'stop']),
  cron: z.string().min(1).max(100).describe('minute, hour, day, month, weekday: `0 8 * * 1-5`'),
  timeZone: z.string().min(1).max(64).describe('by its IANA name: `Europe/Berlin`')
});
export type InstanceSchedule = z.infer<typeof InstanceSchedule>;

const SetupScript = z
  .string()
  .max(30_000)
  .describe('shell commands, run in each container that is made anew, before its first kernel');
const IdleMinutes = z
  .number()
  .int()
  .min(1)
  .max(43_200)
  .nullable()
  .describe('minutes without work after which it is stopped; null: never');

/** What a user sets about the care of an instance. */
export const careSettings = {
  tags: Tags,
  setupScript: SetupScript,
  idleShutdownMinutes: IdleMinutes,
  schedules: z.array(InstanceSchedule).max(20)
};
/** The same for an instance that is made. */
export const newCareSettings = {
  tags: Tags.default({}),
  setupScript: SetupScript.default(''),
  idleShutdownMinutes: IdleMinutes.default(null),
  schedules: careSettings.schedules.default([])
};

/** How the set-up script of the present container goes or went. */
export const SetUp = z.object({
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  exitCode: z.number().int().nullable()
});
export type SetUp = z.infer<typeof SetUp>;

/** What an instance took at one moment, all of its programs together. */
export const UsageSample = z.object({
  at: Timestamp,
  cpuPercent: z.number().nonnegative().describe('100 is one processor'),
  memory: Bytes,
  processes: z.number().int().nonnegative(),
  received: z.number().nonnegative().describe('bytes a second'),
  sent: z.number().nonnegative().describe('bytes a second'),
  read: z.number().nonnegative().describe('bytes a second, from disks'),
  written: z.number().nonnegative().describe('bytes a second, to disks'),
  gpus: z.array(GpuUsage).describe('those that it has, by their index')
});
export type UsageSample = z.infer<typeof UsageSample>;

/** What its home and its own files take of its disk. */
export const DiskUse = z.object({
  used: Bytes,
  limit: Bytes,
  level: z.enum(['fine', 'low', 'full']).describe('low: from 80 % on; full: no more kernels'),
  at: Timestamp
});
export type DiskUse = z.infer<typeof DiskUse>;

/** How an instance is cared for, as it is shown. */
export const InstanceCare = z.object({
  owner: z
    .object({ username: z.string(), name: z.string() })
    .nullable()
    .describe('who has made it; null: nobody knows'),
  ...careSettings,
  schedules: z.array(
    InstanceSchedule.extend({ next: z.array(Timestamp).describe('the next times, at most three') })
  ),
  setUp: SetUp.nullable(),
  idle: z
    .object({
      since: Timestamp,
      stopsAt: Timestamp,
      warned: z.boolean().describe('it is stopped soon, unless somebody works or keeps it')
    })
    .nullable()
    .describe('null: it works, or is never stopped for idleness'),
  stopReason: z.enum(['user', 'idle', 'schedule']).nullable().describe('null: it runs'),
  usage: UsageSample.nullable().describe('the last that was measured'),
  disk: DiskUse.nullable().describe('null: no limit, or not measured yet')
});
export type InstanceCare = z.infer<typeof InstanceCare>;
