import type { Workspace } from '@atelier-ml/api';
import { ListModel } from '@atelier-ml/shell';
import type { IApiClient, IEventStream } from '@atelier-ml/shell';

/** All workspaces by name; it is fetched when somebody first asks for it. */
export function createWorkspacesModel(
  client: IApiClient,
  events: IEventStream
): ListModel<Workspace> {
  return new ListModel<Workspace>({
    fetchPage: (query, signal) => client.api.workspaces.list({ query, signal }),
    kinds: ['workspace'],
    events,
    pageSize: 1000
  });
}
