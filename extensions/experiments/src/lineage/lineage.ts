/** What was made from what. */
export interface Lineage {
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
  /** There is more than this. */
  readonly truncated: boolean;
}

export interface LineageNode {
  /** E.g. `atelier://default/runs/<id>`, or a source outside. */
  readonly uri: string;
  readonly kind: 'dataset' | 'run' | 'model' | 'endpoint' | 'notebook' | 'external';
  /** For the page that shows it; null for what lies elsewhere. */
  readonly id: string | null;
  readonly name: string;
  /** Version, status … */
  readonly detail: string;
  readonly deleted: boolean;
}

/** Goes the way of the data: dataset → run → model → endpoint. */
export interface LineageEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'used' | 'produced' | 'served' | 'child' | 'forked' | 'ran';
}
