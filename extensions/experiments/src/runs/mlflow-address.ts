/**
 * The run that an address names in the way of MLflow's own page, which MLflow's client prints:
 * `…#/experiments/3/runs/<id>`. Jupyter's door sends such addresses here.
 */
export function mlflowRunIn({
  hash,
  search
}: Pick<Location, 'hash' | 'search'>): { id: string; workspace: string } | null {
  const [, id] = /^#\/experiments\/[^/]+\/runs\/([0-9a-f]{32})(?:[/?]|$)/.exec(hash) ?? [];
  const workspace = new URLSearchParams(search).get('atelier-workspace') ?? '~';
  return id === undefined ? null : { id, workspace };
}
