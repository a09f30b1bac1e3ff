import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { register as attached } from './attached.ts';
import { register as clusters } from './clusters.ts';
import { register as compute } from './compute.ts';
import { register as datasets } from './datasets.ts';
import { register as doctor } from './doctor.ts';
import { register as endpoints } from './endpoints.ts';
import { register as environmentImages } from './environment-images.ts';
import { register as environmentRegistries } from './environment-registries.ts';
import { register as environments } from './environments.ts';
import { register as experiments } from './experiments.ts';
import { register as imports } from './import.ts';
import { register as jobs } from './jobs.ts';
import { register as lineage } from './lineage.ts';
import { register as models } from './models.ts';
import { register as runModels } from './run-models.ts';
import { register as runParts } from './run-parts.ts';
import { register as runsMany } from './runs-many.ts';
import { register as runs } from './runs.ts';
import { register as schedules } from './schedules.ts';
import { register as server } from './server.ts';
import { register as status } from './status.ts';
import { register as sync } from './sync.ts';
import { register as trash } from './trash.ts';
import { register as usage } from './usage.ts';
import { register as views } from './views.ts';
import { register as workspaces } from './workspaces.ts';

/** In the order of the help text. */
export const commands: ((program: Command, context: CliContext) => void)[] = [
  server,
  status,
  doctor,
  sync,
  workspaces,
  datasets,
  compute,
  environments,
  environmentImages,
  environmentRegistries,
  attached,
  clusters,
  jobs,
  usage,
  schedules,
  experiments,
  runs,
  runParts,
  runModels,
  runsMany,
  views,
  trash,
  models,
  endpoints,
  lineage,
  imports
];
