import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { LineageService } from './lineage.service.ts';

export function createLineageRoutes(service: LineageService): HandlersOf<typeof routes.lineage> {
  return {
    run: ({ params, query, user }) => service.run(params.workspace, params.run, query, user),
    dataset: ({ params: { dataset, version, workspace }, query, user }) =>
      service.version(workspace, { kind: 'dataset', reference: dataset, version }, query, user),
    model: ({ params: { model, version, workspace }, query, user }) =>
      service.version(workspace, { kind: 'model', reference: model, version }, query, user),
    endpoint: ({ params, query, user }) =>
      service.endpoint(params.workspace, params.endpoint, query, user)
  };
}
