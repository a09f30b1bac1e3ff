import type { SchemaMigration } from '../migrate.ts';
import { workspaces } from './0001-workspaces.ts';
import { events } from './0002-events.ts';
import { experiments } from './0003-experiments.ts';
import { datasets } from './0004-datasets.ts';
import { compute } from './0005-compute.ts';
import { models } from './0006-models.ts';
import { endpoints } from './0007-endpoints.ts';
import { search } from './0008-search.ts';
import { ingest } from './0009-ingest.ts';
import { uploads } from './0010-uploads.ts';
import { mlflow } from './0011-mlflow.ts';
import { searchOrder } from './0018-search-order.ts';
import { views } from './0019-views.ts';
import { silence } from './0020-silence.ts';
import { trash } from './0021-trash.ts';
import { uploadParts } from './0022-upload-parts.ts';
import { environments } from './0023-environments.ts';
import { containers } from './0024-containers.ts';
import { care } from './0025-care.ts';
import { jobs } from './0028-jobs.ts';
import { warmKernels } from './0030-warm-kernels.ts';
import { instanceEnvironments } from './0030b-instance-environments.ts';
import { gpus } from './0031-gpus.ts';
import { instanceGpus } from './0032-instance-gpus.ts';
import { quotas } from './0033-quotas.ts';
import { usageHours } from './0034-usage-hours.ts';
import { usageOfClusters } from './0034b-usage-of-clusters.ts';
import { schedules } from './0035-schedules.ts';
import { imageCopies } from './0037-image-copies.ts';
import { attached } from './0038-attached.ts';
import { attachedSettings } from './0040-attached-settings.ts';
import { instancesElsewhere } from './0042-instances-elsewhere.ts';
import { cellExecutions } from './0044-cell-executions.ts';
import { durations } from './0045-durations.ts';
import { meetingPorts } from './0046-meeting-ports.ts';
import { registriesOfWorkspace } from './0047-registries-of-workspace.ts';
import { cellsOfNotebook } from './0048-cells-of-notebook.ts';
import { deletedClusters } from './0049-deleted-clusters.ts';
import { jobQueue } from './0050-job-queue.ts';

/** All steps by name; they run in the order of their names and are never changed or removed. */
export const migrations: Record<string, SchemaMigration> = {
  '0001-workspaces': workspaces,
  '0002-events': events,
  '0003-experiments': experiments,
  '0004-datasets': datasets,
  '0005-compute': compute,
  '0006-models': models,
  '0007-endpoints': endpoints,
  '0008-search': search,
  '0009-ingest': ingest,
  '0010-uploads': uploads,
  '0011-mlflow': mlflow,
  '0018-search-order': searchOrder,
  '0019-views': views,
  '0020-silence': silence,
  '0021-trash': trash,
  '0022-upload-parts': uploadParts,
  '0023-environments': environments,
  '0024-containers': containers,
  '0025-care': care,
  '0028-jobs': jobs,
  '0030-warm-kernels': warmKernels,
  '0030b-instance-environments': instanceEnvironments,
  '0031-gpus': gpus,
  '0032-instance-gpus': instanceGpus,
  '0033-quotas': quotas,
  '0034-usage-hours': usageHours,
  '0034b-usage-of-clusters': usageOfClusters,
  '0035-schedules': schedules,
  '0037-image-copies': imageCopies,
  '0038-attached': attached,
  '0040-attached-settings': attachedSettings,
  '0042-instances-elsewhere': instancesElsewhere,
  '0044-cell-executions': cellExecutions,
  '0045-durations': durations,
  '0046-meeting-ports': meetingPorts,
  '0047-registries-of-workspace': registriesOfWorkspace,
  '0048-cells-of-notebook': cellsOfNotebook,
  '0049-deleted-clusters': deletedClusters,
  '0050-job-queue': jobQueue
};
