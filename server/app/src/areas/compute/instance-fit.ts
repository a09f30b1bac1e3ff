import { AtelierError } from '@atelier-ml/api';
import type { Engine } from '../../drivers/compute/index.ts';
import type { InstanceRow } from './compute.store.ts';
import { isContainer } from './instance-present.ts';

const MIB = 2 ** 20;

/**
 * The engine would take a container for larger memory than its machine has.
 * @throws AtelierError `invalid-input` for a container that is larger than every machine of its engine
 */
export async function requireFit(
  row: Pick<InstanceRow, 'cpus' | 'driver' | 'memory_mb' | 'name'>,
  engineOf: () => Promise<Engine>
): Promise<void> {
  if (!isContainer(row) || (row.cpus === null && row.memory_mb === null)) {
    return;
  }
  const { cpus, memory } = await (await engineOf()).capabilities();
  const memoryMb = Math.floor(memory / MIB);
  const fields = [
    ...((row.cpus ?? 0) > cpus
      ? [{ path: 'body.size.cpus', message: `can be at most ${cpus}` }]
      : []),
    ...((row.memory_mb ?? 0) > memoryMb
      ? [{ path: 'body.size.memoryMb', message: `can be at most ${memoryMb}` }]
      : [])
  ];
  if (fields.length) {
    const has = `${cpus} processors, ${memoryMb} MiB`;
    throw new AtelierError('invalid-input', `“${row.name}” is larger than the machine: ${has}.`, {
      remedy: 'Choose a smaller size.',
      fields
    });
  }
}
