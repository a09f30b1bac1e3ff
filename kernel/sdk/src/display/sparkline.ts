import { html } from './html.ts';
import type { Html } from './html.ts';

/** A small curve without axes; values that are not finite leave a gap. */
export function sparkline(values: readonly number[], label: string): Html {
  const width = 120;
  const height = 24;
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const range = Math.max(...finite) - low || 1;
  const stepX = (width - 4) / Math.max(1, values.length - 1);
  let pen = 'M';
  let path = '';
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) {
      pen = 'M';
      return;
    }
    const x = (2 + index * stepX).toFixed(1);
    const y = (height - 3 - ((value - low) / range) * (height - 6)).toFixed(1);
    path += `${pen}${x} ${y}`;
    pen = 'L';
  });
  return html`<svg
    role="img"
    aria-label="${label}"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
  >
    <path
      d="${path}"
      fill="none"
      stroke="var(--jp-brand-color1, #1976d2)"
      stroke-width="1.5"
      stroke-linejoin="round"
      stroke-linecap="round"
    />
  </svg>`;
}
