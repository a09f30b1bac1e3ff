import * as React from 'react';
import { formatInteger, formatNumber } from '../format.ts';

/** How often values fall between edges (one edge more than counts). */
export function Histogram(props: {
  label: string;
  edges: readonly number[];
  counts: readonly number[];
  height?: number;
}) {
  const { edges, counts, height = 72 } = props;
  const largest = Math.max(1, ...counts);
  const width = 100 / Math.max(1, counts.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const peak = counts.indexOf(Math.max(...counts));
  return (
    <figure className="atl-Histogram">
      <svg
        role="img"
        aria-label={`${props.label}: ${formatNumber(edges[0])} – ${formatNumber(edges.at(-1))}, n = ${formatInteger(total)}, ${formatNumber(edges[peak])} – ${formatNumber(edges[peak + 1])}: ${formatInteger(counts[peak] ?? 0)}`}
        viewBox={`0 0 100 ${height}`}
        preserveAspectRatio="none"
        style={{ height }}
      >
        {counts.map((count, index) => {
          const size = count === 0 ? 0 : Math.max(1, (count / largest) * (height - 2));
          return (
            <g key={index}>
              <rect
                className="atl-Histogram-bar"
                x={index * width + width * 0.06}
                y={height - size}
                width={width * 0.88}
                height={size}
              />
              <rect
                className="atl-Histogram-hit"
                x={index * width}
                y={0}
                width={width}
                height={height}
              >
                <title>{`${formatNumber(edges[index])} – ${formatNumber(edges[index + 1])}: ${formatInteger(count)}`}</title>
              </rect>
            </g>
          );
        })}
      </svg>
      <figcaption>
        <span>{formatNumber(edges[0])}</span>
        <span>{formatNumber(edges.at(-1))}</span>
      </figcaption>
    </figure>
  );
}
