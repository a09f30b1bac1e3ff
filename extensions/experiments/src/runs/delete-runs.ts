import { agreed } from '@atelier-ml/shell';
import type { ExperimentsServices } from '../services.ts';

/** Asks once, then deletes one after the other; the first that cannot be deleted is told, the others still go. */
export async function deleteRuns(
  services: ExperimentsServices,
  workspace: string,
  runs: readonly string[],
  name = ''
): Promise<void> {
  const { client, notifier, trans } = services;
  const one = runs.length === 1;
  const isAgreed = await agreed(services, {
    title:
      one && name
        ? trans.__('Delete “%1”?', name)
        : trans._n('Delete the run?', 'Delete %1 runs?', runs.length),
    body: one
      ? trans.__('The run goes to the trash, and can be restored from there.')
      : trans.__('The runs go to the trash, and can be restored from there.')
  });
  if (!isAgreed) {
    return;
  }
  const failures: unknown[] = [];
  for (const run of runs) {
    try {
      await client.api.runs.delete({ params: { workspace, run } });
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) {
    notifier.error(failures[0]);
  }
  if (failures.length > 1) {
    notifier.info(
      trans._n(
        '%1 run could not be deleted.',
        '%1 of the runs could not be deleted.',
        failures.length
      )
    );
  }
}
