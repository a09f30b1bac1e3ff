import type { EnvironmentSpec } from '@atelier-ml/api';
import { hostOf } from '../../drivers/images/index.ts';
import type { Images } from '../../drivers/images/index.ts';
import type { Logins } from './logins.ts';
import { passOverMissing } from './passing.ts';

const FROM = /^[ \t]*FROM[ \t]+(?:--platform=\S+[ \t]+)?(\S+)(?:[ \t]+AS[ \t]+(\S+))?/gim;

/** The images that a specification starts from. */
export function basesOf(spec: EnvironmentSpec): string[] {
  if (spec.kind !== 'dockerfile') {
    return [spec.base];
  }
  const lines = [...spec.dockerfile.matchAll(FROM)];
  const stages = new Set(['scratch', ...lines.map(([, , stage]) => stage?.toLowerCase())]);
  return lines.map(([, image]) => image!).filter(image => !stages.has(image.toLowerCase()));
}

/**
 * Fetches what a build starts from where that wants a login: the engine's builder has none.
 * @param say adds to the log of the build
 */
export async function fetchBases(
  { images, logins }: { images: Images; logins: Logins },
  { spec, workspaceId }: { spec: EnvironmentSpec; workspaceId: string },
  { say, signal }: { say(text: string): void; signal: AbortSignal }
): Promise<void> {
  for (const base of basesOf(spec)) {
    const credentials = await logins.of(hostOf(base), workspaceId);
    const known = credentials && (await images.inspect(base).catch(passOverMissing));
    if (credentials && !known) {
      say(`\n=== Fetching ${base}\n`);
      await images.pull(base, { credentials, signal });
    }
  }
}
