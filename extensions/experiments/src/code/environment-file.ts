/** What ran the code of a run, and which packages it had. */
export interface RunEnvironment {
  readonly packages: readonly (readonly [name: string, version: string])[];
  readonly runtime: readonly (readonly [name: string, value: string])[];
}

/** Reads `.atelier/environment.json`; what is not of its form is left out. */
export function readEnvironment(text: string): RunEnvironment {
  const content = JSON.parse(text) as { packages?: unknown; runtime?: unknown } | null;
  return { packages: entriesOf(content?.packages), runtime: entriesOf(content?.runtime) };
}

function entriesOf(value: unknown): [string, string][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([key, one]): [string, string] => [
          key,
          typeof one === 'string' ? one : JSON.stringify(one)
        ])
        .sort(([a], [b]) => a.localeCompare(b))
    : [];
}
