import type { IApiClient, IEventStream, INotifier } from '@atelier-ml/shell';

/** Tells, once each, of kernels in containers that were ended: for want of memory, above all. */
export function followExits({
  client,
  events,
  notifier
}: {
  client: IApiClient;
  events: IEventStream;
  notifier: INotifier;
}): void {
  const begun = Date.now();
  const told = new Map<string, number>();
  events.changed.connect((_, { action, kind, subjectId: id, workspaceId }) => {
    if (kind !== 'compute' || action !== 'updated') {
      return;
    }
    const params = { workspace: workspaceId, instance: id };
    client.api.compute.get({ params }).then(
      ({ lastExit }) => {
        if (lastExit && lastExit.at > Math.max(begun, told.get(id) ?? 0)) {
          told.set(id, lastExit.at);
          notifier.error(new Error(lastExit.message));
        }
      },
      () => undefined // deleted meanwhile
    );
  });
}
