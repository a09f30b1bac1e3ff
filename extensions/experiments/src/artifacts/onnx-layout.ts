import type { OnnxGraph } from './onnx-graph.ts';

export interface PlacedNode {
  readonly key: string;
  readonly label: string;
  /** Below the label. */
  readonly detail: string;
  readonly kind: 'input' | 'operator' | 'output';
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly from: PlacedNode;
  readonly to: PlacedNode;
  readonly tensor: string;
}

export interface OnnxLayout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

export const NODE = { width: 152, height: 40 } as const;
const GAP = { x: 24, y: 34 } as const;

interface Draft {
  key: string;
  label: string;
  detail: string;
  kind: PlacedNode['kind'];
  consumes: readonly string[];
  produces: readonly string[];
}

/** Places each operator below all that it takes its input from. */
export function layOut(graph: OnnxGraph): OnnxLayout {
  const drafts = draftsOf(graph);
  const makerOf = new Map(
    drafts.flatMap((draft, index) => draft.produces.map(name => [name, index]))
  );
  const sources = drafts.map(({ consumes }) => [
    ...new Set(consumes.flatMap(name => makerOf.get(name) ?? []))
  ]);
  const ranks = ranksOf(sources);
  const rows = rowsBy(ranks, sources);
  const widest = Math.max(1, ...rows.map(row => row.length));
  const width = widest * (NODE.width + GAP.x) + GAP.x;
  const placed: PlacedNode[] = [];
  rows.forEach((row, rank) => {
    const start = (width - row.length * (NODE.width + GAP.x) + GAP.x) / 2;
    row.forEach((index, position) => {
      const { detail, key, kind, label } = drafts[index];
      const x = start + position * (NODE.width + GAP.x);
      const y = GAP.y / 2 + rank * (NODE.height + GAP.y);
      placed[index] = { key, label, detail, kind, x, y };
    });
  });
  const edges = drafts.flatMap(({ consumes }, index) =>
    consumes.flatMap(tensor => {
      const maker = makerOf.get(tensor);
      return maker === undefined || maker === index
        ? []
        : [{ from: placed[maker], to: placed[index], tensor }];
    })
  );
  return { nodes: placed, edges, width, height: rows.length * (NODE.height + GAP.y) };
}

function draftsOf({ inputs, nodes, outputs }: OnnxGraph): Draft[] {
  return [
    ...inputs.map(({ name, type }, index) => ({
      key: `input ${index}`,
      label: name,
      detail: type,
      kind: 'input' as const,
      consumes: [],
      produces: [name]
    })),
    ...nodes.map((node, index) => ({
      key: `node ${index}`,
      label: node.operator,
      detail: node.name,
      kind: 'operator' as const,
      consumes: node.inputs,
      produces: node.outputs.filter(Boolean)
    })),
    ...outputs.map(({ name, type }, index) => ({
      key: `output ${index}`,
      label: name,
      detail: type,
      kind: 'output' as const,
      consumes: [name],
      produces: []
    }))
  ];
}

/** The longest way from a beginning. ONNX lists operators after what they depend on; a file that does not is read once, so that it cannot go in circles. */
function ranksOf(sources: readonly number[][]): number[] {
  const ranks: number[] = [];
  sources.forEach((from, index) => {
    ranks[index] =
      1 + Math.max(-1, ...from.filter(source => source < index).map(source => ranks[source]));
  });
  return ranks;
}

/** In each row, by the middle of what they come from, so that few lines cross. */
function rowsBy(ranks: readonly number[], sources: readonly number[][]): number[][] {
  const rows: number[][] = [];
  ranks.forEach((rank, index) => (rows[rank] ??= []).push(index));
  const position = new Map<number, number>();
  for (const row of rows) {
    const middle = (index: number) => {
      const known = sources[index].flatMap(source => position.get(source) ?? []);
      return known.length > 0 ? known.reduce((sum, at) => sum + at, 0) / known.length : 0.5;
    };
    const ordered = row.map(index => [index, middle(index)] as const).sort((a, b) => a[1] - b[1]);
    row.splice(0, row.length, ...ordered.map(([index]) => index));
    row.forEach((index, at) => position.set(index, (at + 0.5) / row.length));
  }
  return rows;
}
