import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { ComputeService } from './compute.service.ts';

export function createComputeRoutes(service: ComputeService): HandlersOf<typeof routes.compute> {
  return {
    host: () => service.host(),
    engines: () => service.engines(),
    list: ({ params, query, user }) => service.list(params, query, user),
    create: ({ body, params, user }) => service.create(params, body, user),
    get: ({ params, user }) => service.get(params, user),
    update: ({ body, params, user }) => service.update(params, body, user),
    delete: async ({ params, user }) => {
      await service.delete(params, user);
      return {};
    },
    start: ({ params, user }) => service.start(params, user),
    stop: ({ params, user }) => service.stopOne(params, user),
    restart: ({ params, user }) => service.restart(params, user),
    keep: ({ params, user }) => service.keep(params, user),
    usage: ({ params, query, user }) => service.usage(params, query.after, user),
    activity: async ({ body }) => {
      await service.tellActivity(body.kernels);
      return {};
    },
    runningKernels: () => Promise.resolve(service.kernelUsage.list()),
    kernelUsage: ({ params, query }) => service.kernelUsage.get(params.kernel, query.after),
    beginCell: async ({ body, params, user }) => {
      await service.kernelUsage.cells.begin(params, body, user);
      return {};
    },
    endCell: ({ body, params }) => service.kernelUsage.cells.end(params, body),
    cells: ({ query }) => service.kernelUsage.cells.list(query),
    lastOfCells: ({ body, user }) => service.kernelUsage.cells.last(body, user),
    setUp: ({ params, query, user }) => service.setUp(params, query.after, user),
    shells: {
      open: ({ body, params, user }) => service.shells.open(params, body, user),
      connect: ({ content, params, signal, user }) =>
        service.shells.connect(params, content, signal, user),
      resize: async ({ body, params, user }) => {
        await service.shells.resize(params, body.columns, body.rows, user);
        return {};
      },
      get: ({ params, user }) => service.shells.get(params, user)
    },
    kernels: {
      list: ({ params, user }) => service.kernels.list(params, user),
      attach: async ({ body, params, user }) => {
        await service.kernels.attach(params, body.pid, user);
        return {};
      },
      launch: ({ body, params, user }) => service.kernels.launch(params, body, user),
      wait: ({ params, query, user }) => service.kernels.wait(params, query, user),
      signal: async ({ body, params, user }) => {
        await service.kernels.signal(params, body.signal, user);
        return {};
      },
      detach: async ({ params, user }) => {
        await service.kernels.detach(params, user);
        return {};
      }
    }
  };
}
