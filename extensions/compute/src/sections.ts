import { CountModel } from '@atelier-ml/shell';
import { icons } from '@atelier-ml/ui';
import { CommandIDs } from './commands.ts';
import { createHostSection } from './host-section.tsx';
import { createInstanceList } from './instance-list.tsx';
import { createKernelList } from './kernel-list.tsx';
import { KernelsModel } from './kernels-model.ts';
import type { ComputeServices } from './services.ts';

/** The panel Compute with its sections. */
export function addSections(services: ComputeServices): void {
  const { client, jupyter, panels, scope, trans } = services;
  panels.add({ id: 'compute', title: trans.__('Compute'), icon: icons.compute, rank: 601 });
  panels.addSection('compute', {
    id: 'instances',
    title: trans.__('Instances'),
    rank: 1,
    actions: [{ command: CommandIDs.create }],
    createCount: () =>
      new CountModel({
        ...services,
        kinds: ['compute'],
        fetchPage: () =>
          client.api.compute.list({ params: { workspace: scope.reference }, query: { limit: 1 } })
      }),
    createContent: () => createInstanceList(services)
  });
  panels.addSection('compute', {
    id: 'host',
    title: trans.__('This machine'),
    rank: 2,
    createContent: () => createHostSection(services)
  });
  panels.addSection('compute', {
    id: 'kernels',
    title: trans.__('Running kernels'),
    rank: 3,
    createCount: () => new KernelsModel(jupyter),
    createContent: () => createKernelList(services)
  });
}
