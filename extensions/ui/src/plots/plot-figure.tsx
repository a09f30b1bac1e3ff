import * as React from 'react';
import { IconButton } from '../button.tsx';
import { icons } from '../icons.ts';
import { useTrans } from '../translation.tsx';
import { pictureOf } from './save-picture.ts';
import type { PictureFormat } from './save-picture.ts';

export interface PlotFigureProps {
  /** Its accessible name; also the name of saved files. */
  label: string;
  /** Shown above the drawing, at the left. */
  title?: React.ReactNode;
  /** The values that are drawn, as CSV. */
  csv?: () => string;
  /** Below the drawing: what it leaves out. */
  note?: React.ReactNode;
  children: React.ReactNode;
}

const FORMATS = { svg: 'SVG', png: 'PNG' } as const;

/** A drawing with its name and the ways to take it away: as CSV, SVG or PNG. */
export function PlotFigure({ label, title, csv, note, children }: PlotFigureProps) {
  const trans = useTrans();
  const body = React.useRef<HTMLDivElement>(null);
  const [problem, setProblem] = React.useState('');
  const savePicture = (format: PictureFormat) => {
    const svg = body.current?.querySelector<SVGSVGElement>('svg.atl-Plot');
    setProblem('');
    if (svg) {
      pictureOf(svg, format).then(
        blob => save(blob, label, format),
        () => setProblem(trans.__('The picture is too large to be saved.'))
      );
    }
  };
  return (
    <figure className="atl-PlotFigure" aria-label={label}>
      <div className="atl-PlotFigure-head">
        <span className="atl-PlotFigure-title">{title}</span>
        <span className="atl-PlotFigure-actions">
          {csv && (
            <IconButton
              icon={icons.table}
              label={trans.__('Save %1 as CSV', label)}
              onClick={() => save(new Blob([csv()], { type: 'text/csv' }), label, 'csv')}
            />
          )}
          <button type="button" onClick={() => savePicture('svg')}>
            <span aria-hidden="true">{FORMATS.svg}</span>
            <span className="atl-visuallyHidden">
              {trans.__('Save %1 as %2', label, FORMATS.svg)}
            </span>
          </button>
          <button type="button" onClick={() => savePicture('png')}>
            <span aria-hidden="true">{FORMATS.png}</span>
            <span className="atl-visuallyHidden">
              {trans.__('Save %1 as %2', label, FORMATS.png)}
            </span>
          </button>
        </span>
      </div>
      <div ref={body} className="atl-PlotFigure-body">
        {children}
      </div>
      {note && <p className="atl-PlotFigure-note">{note}</p>}
      <span role="status" className="atl-PlotFigure-note">
        {problem}
      </span>
    </figure>
  );
}

function save(content: Blob, label: string, ending: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = `${label.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 100) || 'plot'}.${ending}`;
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(link.href);
}
