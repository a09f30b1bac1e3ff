const LONGEST = 40;

/**
 * A name for an instance's kernelspec: lower-case ASCII, since Jupyter takes nothing else. `isTaken`
 * is asked until a name is free, over all workspaces.
 */
export async function kernelspecName(
  name: string,
  isTaken: (candidate: string) => Promise<boolean>
): Promise<string> {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '');
  const stem = `atelier-${plain || 'instance'}`;
  let candidate = stem;
  for (let number = 2; await isTaken(candidate); number++) {
    candidate = `${stem}-${number}`;
  }
  return candidate;
}
