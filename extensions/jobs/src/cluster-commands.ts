import { agreed, costOfSizes } from '@atelier-ml/shell';
import { icons, showFormDialog } from '@atelier-ml/ui';
import { environmentChoices, withImage } from './cluster-environment.ts';
import {
  clusterBody,
  clusterFields,
  clusterValues,
  newClusterBody,
  placeOn
} from './cluster-form.ts';
import type { JobServices, SubjectArgs } from './services.ts';
import { subjectCommands } from './subject-commands.ts';

export const ClusterCommands = {
  create: 'jobs:create-cluster',
  open: 'jobs:open-cluster',
  edit: 'jobs:edit-cluster',
  delete: 'jobs:delete-cluster'
} as const;

export function addClusterCommands(services: JobServices): void {
  const { commands, trans } = services;
  const { about, open } = subjectCommands(services, trans.__('cluster'), 'cluster');
  commands.addCommand(ClusterCommands.create, {
    label: trans.__('New Cluster…'),
    caption: trans.__('Set up nodes that jobs run on'),
    icon: icons.add,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          attached: {
            type: 'string',
            description: trans.__('Attached compute that it is to be on')
          }
        }
      }
    },
    execute: ({ attached }) =>
      createCluster(services, typeof attached === 'string' ? attached : undefined)
  });
  commands.addCommand(ClusterCommands.open, {
    label: trans.__('Open Cluster'),
    ...open
  });
  commands.addCommand(ClusterCommands.edit, {
    label: trans.__('Scale or Edit Cluster…'),
    icon: icons.edit,
    ...about(editCluster)
  });
  commands.addCommand(ClusterCommands.delete, {
    label: trans.__('Delete Cluster'),
    icon: icons.delete,
    ...about(deleteCluster)
  });
}

const placeOf = ({ scope }: JobServices, { id, workspace }: Partial<SubjectArgs>) => ({
  workspace: workspace ?? scope.reference,
  cluster: id ?? ''
});

async function createCluster(services: JobServices, on?: string): Promise<void> {
  const { client, notifier, pages, scope, trans } = services;
  const params = { workspace: scope.reference };
  const [engines, attached] = await Promise.all([
    notifier.attempt(() => client.api.compute.engines()),
    notifier.attempt(() => client.api.attached.list({ params, query: { limit: 100 } }))
  ]);
  const place = attached?.items.find(({ name }) => name === on);
  const found = engines?.items.find(each => each.driver === 'docker');
  const docker = found?.available ? null : (found?.problem ?? '');
  const costOf = await costOfSizes(client.api);
  const environments = await environmentChoices(services);
  const made = await showFormDialog({
    trans,
    title: trans.__('New cluster'),
    accept: trans.__('Create'),
    fields: clusterFields(trans, {
      ...{ isNew: true, docker, environments },
      attached: attached?.items
    }),
    values: {
      driver: place ? placeOn(place) : docker === null ? 'docker' : 'process',
      environment: environments[0]?.value,
      network: 'none',
      ...{ minNodes: 0, maxNodes: 2, idleSeconds: 120 }
    },
    outro: values => costOf(newClusterBody(values).nodeSize),
    submit: async (values, { signal }) => {
      const given = await withImage(services, values);
      return client.api.clusters.create({ params, body: newClusterBody(given), signal });
    }
  });
  if (made) {
    pages.open('cluster', { id: made.id, name: made.name });
  }
}

async function editCluster(services: JobServices, args: SubjectArgs): Promise<void> {
  const { client, notifier, trans } = services;
  const params = placeOf(services, args);
  const cluster = await notifier.attempt(() => client.api.clusters.get({ params }));
  if (cluster) {
    await showFormDialog({
      trans,
      title: trans.__('Edit “%1”', cluster.name),
      accept: trans.__('Save'),
      fields: clusterFields(trans, { isNew: false }),
      values: clusterValues(cluster),
      submit: (values, { signal }) => {
        const body = clusterBody({ ...values, driver: cluster.driver });
        return client.api.clusters.update({ params, body, signal });
      }
    });
  }
}

async function deleteCluster(services: JobServices, args: SubjectArgs): Promise<void> {
  const { client, notifier, trans } = services;
  const params = placeOf(services, args);
  const cluster = await notifier.attempt(() => client.api.clusters.get({ params }));
  if (!cluster) {
    return;
  }
  const active = cluster.queuedJobs + cluster.runningJobs;
  if (active > 0) {
    notifier.warning(
      trans._n(
        '“%2” cannot be deleted: a job waits or runs on it. Cancel it, or let it end.',
        '“%2” cannot be deleted: %1 jobs wait or run on it. Cancel them, or let them end.',
        active,
        cluster.name
      )
    );
    return;
  }
  const isAgreed = await agreed(services, {
    title: trans.__('Delete “%1”?', cluster.name),
    body: trans.__('Its nodes are given back. Jobs that have ended, and their runs, stay.')
  });
  if (isAgreed) {
    await notifier.attempt(() => client.api.clusters.delete({ params }));
  }
}
