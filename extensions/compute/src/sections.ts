import { icons } from '@atelier-ml/ui';
import { CommandIDs } from './commands.ts';
import { createHostSection } from './host-section.tsx';
import { createInstanceList } from './instance-list.tsx';
import { createKernelList } from './kernel-list.tsx';
import type { ComputeServices } from './services.ts';

/** The panel Compute with its sections. */
export function addSections(services: ComputeServices): void {
  const { panels, trans } = services;
  panels.add({ id: 'compute', title: trans.__('Compute'), icon: icons.compute, rank: 601 });
  panels.addSection('compute', {
    id: 'instances',
    title: trans.__('Instances'),
    rank: 1,
    actions: [{ command: CommandIDs.create }],
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
    createContent: () => createKernelList(services)
  });
}
