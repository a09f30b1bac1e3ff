import { attached } from './attached.ts';
import { blobs } from './blobs.ts';
import { clusters } from './clusters.ts';
import { compute } from './compute.ts';
import { datasets } from './datasets.ts';
import { endpoints } from './endpoints.ts';
import { environments } from './environments.ts';
import { experiments } from './experiments.ts';
import { jobs } from './jobs.ts';
import { lineage } from './lineage.ts';
import { loggedModels } from './logged-models.ts';
import { models } from './models.ts';
import { runs } from './runs.ts';
import { schedules } from './schedules.ts';
import { system } from './system.ts';
import { trash } from './trash.ts';
import { uploads } from './uploads.ts';
import { usage } from './usage.ts';
import { views } from './views.ts';
import { workspaces } from './workspaces.ts';

/** The whole interface: server, client, command line and OpenAPI are derived from this table. */
export const routes = {
  attached,
  system,
  workspaces,
  blobs,
  uploads,
  datasets,
  compute,
  environments,
  clusters,
  jobs,
  usage,
  schedules,
  experiments,
  runs,
  lineage,
  loggedModels,
  views,
  trash,
  models,
  endpoints
};
export type Routes = typeof routes;
