import { DataGrid, EmptyState, icons, Stat, StatGrid, Tabs, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { readOnnx } from '../onnx-graph.ts';
import type { OnnxGraph } from '../onnx-graph.ts';
import { layOut, NODE } from '../onnx-layout.ts';
import type { PlacedEdge } from '../onnx-layout.ts';
import type { PreviewProps } from './content.tsx';

/** Beyond this a drawing shows nothing that one could read. */
const DRAWN = 1_500;

/** The graph of a model: drawn, and as lists. */
export function OnnxPreview({ bytes, cut, file }: PreviewProps) {
  const trans = useTrans();
  const graph = React.useMemo(() => readOnnx(new Uint8Array(bytes)), [bytes]);
  const [tab, setTab] = React.useState('graph');
  if (!graph) {
    return <EmptyState icon={icons.models} text={trans.__('This is no ONNX model.')} />;
  }
  const { inputs, nodes, outputs, weights } = graph;
  return (
    <>
      <StatGrid>
        <Stat label={trans.__('Operators')} value={nodes.length} />
        <Stat label={trans.__('Weights')} value={cut ? `≥ ${weights.length}` : weights.length} />
        <Stat label={trans.__('Operator sets')} value={graph.opsets.join(', ') || '–'} />
        <Stat label={trans.__('Made by')} value={graph.producer || '–'} />
      </StatGrid>
      <Tabs
        label={trans.__('Parts of the model')}
        active={tab}
        onChange={setTab}
        tabs={[
          {
            id: 'graph',
            label: trans.__('Graph'),
            render: () => <GraphView graph={graph} label={file.artifact.path} />
          },
          {
            id: 'operators',
            label: trans.__('Operators'),
            count: nodes.length,
            render: () => (
              <List
                label={trans.__('Operators')}
                titles={[
                  trans.__('Operator'),
                  trans.__('Name'),
                  trans.__('Takes'),
                  trans.__('Gives')
                ]}
                rows={nodes.map(node => [
                  node.domain ? `${node.domain}.${node.operator}` : node.operator,
                  node.name,
                  node.inputs.join(', '),
                  node.outputs.join(', ')
                ])}
              />
            )
          },
          {
            id: 'tensors',
            label: trans.__('Tensors'),
            count: inputs.length + outputs.length + weights.length,
            render: () => (
              <List
                label={trans.__('Tensors')}
                titles={[trans.__('Kind'), trans.__('Name'), trans.__('Type')]}
                rows={[
                  ...inputs.map(({ name, type }) => [trans.__('input'), name, type]),
                  ...outputs.map(({ name, type }) => [trans.__('output'), name, type]),
                  ...weights.map(({ name, type }) => [trans.__('weight'), name, type])
                ]}
              />
            )
          }
        ]}
      />
    </>
  );
}

function List({ label, rows, titles }: { label: string; rows: string[][]; titles: string[] }) {
  return (
    <div className="atl-Artifacts-grid">
      <DataGrid
        label={label}
        columns={titles.map((title, index) => ({ title, width: index === 0 ? 130 : 220 }))}
        rowCount={rows.length}
        cell={(row, column) => rows[row][column] ?? ''}
      />
    </div>
  );
}

function GraphView({ graph, label }: { graph: OnnxGraph; label: string }) {
  const trans = useTrans();
  const small = graph.nodes.length <= DRAWN;
  const layout = React.useMemo(() => (small ? layOut(graph) : undefined), [graph, small]);
  if (!layout) {
    return (
      <p className="atl-Experiments-note">
        {trans.__(
          'A graph of %1 operators is too large to be drawn; it is in the list.',
          graph.nodes.length
        )}
      </p>
    );
  }
  const { edges, height, nodes, width } = layout;
  return (
    <div
      className="atl-Onnx"
      tabIndex={0}
      role="region"
      aria-label={trans.__('Graph of %1', label)}
    >
      <svg
        role="img"
        aria-label={trans.__(
          '%1 operators from %2 to %3',
          graph.nodes.length,
          graph.inputs.map(({ name }) => name).join(', '),
          graph.outputs.map(({ name }) => name).join(', ')
        )}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
      >
        {edges.map((edge, index) => (
          <path key={index} d={pathOf(edge)}>
            <title>{edge.tensor}</title>
          </path>
        ))}
        {nodes.map(node => (
          <g
            key={node.key}
            className={`atl-mod-${node.kind}`}
            transform={`translate(${node.x} ${node.y})`}
          >
            <title>{node.detail ? `${node.label} — ${node.detail}` : node.label}</title>
            <rect width={NODE.width} height={NODE.height} rx={6} />
            <text x={NODE.width / 2} y={node.detail ? 17 : 25}>
              {short(node.label, 20)}
            </text>
            {node.detail && (
              <text x={NODE.width / 2} y={31} className="atl-mod-detail">
                {short(node.detail, 25)}
              </text>
            )}
          </g>
        ))}
      </svg>
    </div>
  );
}

function pathOf({ from, to }: PlacedEdge): string {
  const [x1, y1] = [from.x + NODE.width / 2, from.y + NODE.height];
  const [x2, y2] = [to.x + NODE.width / 2, to.y];
  const bend = (y2 - y1) / 2;
  return `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`;
}

const short = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;
