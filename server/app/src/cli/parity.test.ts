import { flattenRoutes, routes } from '@atelier-ml/api';
import type { Command } from 'commander';
import { createProgram } from './program.ts';

/** The command of every route that is not called as its command is. */
const COMMANDS: Record<string, string> = {
  'system.health': 'status',
  'blobs.upload': 'datasets create',
  'datasets.versions.list': 'datasets versions',
  'datasets.versions.create': 'datasets add-version',
  'datasets.versions.get': 'datasets versions',
  'datasets.versions.content': 'datasets download',
  'datasets.versions.preview': 'datasets preview',
  'datasets.versions.statistics': 'datasets statistics',
  'compute.setUp': 'compute set-up',
  'compute.shells.open': 'compute shell',
  'compute.kernels.list': 'compute kernels',
  'compute.runningKernels': 'compute kernels',
  'compute.kernelUsage': 'compute kernel-usage',
  'compute.lastOfCells': 'compute cells',
  'environments.deleteImage': 'environments delete-image',
  'environments.versions.list': 'environments versions',
  'environments.versions.create': 'environments add-version',
  'environments.versions.get': 'environments show',
  'environments.versions.build': 'environments build',
  'environments.versions.cancel': 'environments cancel',
  'environments.versions.rebuild': 'environments rebuild',
  'environments.versions.log': 'environments log',
  'environments.versions.push': 'environments push',
  'environments.registries.list': 'environments registries',
  'environments.registries.set': 'environments set-registry',
  'environments.registries.test': 'environments test-registry',
  'environments.transfers.list': 'environments transfers',
  'environments.transfers.get': 'environments show-transfer',
  'environments.transfers.cancel': 'environments cancel-transfer',
  'environments.registries.delete': 'environments delete-registry',
  'environments.registries.pull': 'environments pull',
  'jobs.create': 'jobs submit',
  'usage.quotas.list': 'usage quotas',
  'usage.quotas.set': 'usage set-quota',
  'usage.quotas.delete': 'usage delete-quota',
  'schedules.cancelBackfill': 'schedules cancel-backfill',
  'usage.rates.list': 'usage rates',
  'usage.rates.set': 'usage set-rates',
  'runs.search': 'runs list',
  'runs.ids': 'runs show',
  'runs.ofCells': 'runs of-cells',
  'runs.logFile': 'runs log',
  'runs.artifact': 'runs download',
  'runs.journal': 'sync',
  'loggedModels.ofRun': 'runs models',
  'loggedModels.file': 'runs download-model',
  'lineage.run': 'runs lineage',
  'lineage.dataset': 'datasets lineage',
  'lineage.model': 'models lineage',
  'lineage.endpoint': 'endpoints lineage',
  'views.get': 'views get',
  'views.create': 'views save',
  'views.update': 'views save',
  'trash.collect': 'trash empty',
  'trash.collection': 'trash collections',
  'trash.setRetention': 'trash retention',
  'models.create': 'models register',
  'models.versions.list': 'models versions',
  'models.versions.create': 'models register',
  'models.versions.get': 'models show-version',
  'models.versions.content': 'models download',
  'models.versions.delete': 'models delete-version',
  'models.aliases.set': 'models alias',
  'models.aliases.delete': 'models unalias',
  'endpoints.rotateKey': 'endpoints key',
  'endpoints.test': 'endpoints score'
};

/** Routes that only a program has a use for, with the reason. */
const FOR_PROGRAMS: Record<string, string> = {
  'system.events': 'a stream that wakes pages',
  'system.openapi': 'a file for generators of clients',
  'uploads.create': 'commands send files by themselves',
  'uploads.get': 'commands send files by themselves',
  'uploads.append': 'commands send files by themselves',
  'uploads.complete': 'commands send files by themselves',
  'uploads.delete': 'commands send files by themselves',
  'compute.beginCell': 'JupyterLab tells of the cells that it runs',
  'compute.endCell': 'JupyterLab tells of the cells that it runs',
  'compute.shells.connect': 'what `compute shell` speaks',
  'compute.shells.resize': 'what `compute shell` speaks',
  'compute.shells.get': 'what `compute shell` speaks',
  'compute.activity': 'what Jupyter tells of its kernels',
  'compute.kernels.launch': 'what the kernel provisioner says',
  'compute.kernels.wait': 'what the kernel provisioner asks',
  'compute.kernels.signal': 'what the kernel provisioner says',
  'compute.kernels.attach': 'what the kernel provisioner says',
  'compute.kernels.detach': 'what the kernel provisioner says'
};

function pathsOf(command: Command, prefix = ''): string[] {
  return command.commands.flatMap(each => {
    const path = `${prefix}${each.name()}`;
    return each.commands.length ? pathsOf(each, `${path} `) : [path];
  });
}

/** `runs.get` is `atelier runs show`; everything else has the words of its route. */
function usualCommand(route: string): string {
  return route.replace('.', ' ').replace(/ get$/, ' show');
}

const names = flattenRoutes(routes).map(({ name }) => name);
const known = new Set(pathsOf(createProgram()));

describe('the command line', () => {
  it.each(names.filter(name => !(name in FOR_PROGRAMS)))('has a command for %s', name => {
    expect(known).toContain(COMMANDS[name] ?? usualCommand(name));
  });

  it('says nothing of routes that there are not', () => {
    const stale = [...Object.keys(COMMANDS), ...Object.keys(FOR_PROGRAMS)].filter(
      name => !names.includes(name)
    );
    expect(stale).toEqual([]);
  });
});
