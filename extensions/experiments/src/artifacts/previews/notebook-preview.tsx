import { CodeBlock, useTrans } from '@atelier-ml/ui';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import * as React from 'react';
import type { ExperimentsServices } from '../../services.ts';
import { textOf } from '../artifact-content.ts';
import { readNotebook } from '../notebook-cells.ts';
import type { NotebookCell } from '../notebook-cells.ts';
import type { PreviewProps } from './content.tsx';
import { parseJson } from './json-preview.tsx';
import { Rendered } from './rendered.tsx';
import { Coloured, PlainText } from './text-preview.tsx';

const AT_ONCE = 100;

/** A notebook to read: its cells with what they have put out. */
export function NotebookPreview({ bytes, cut, file, services }: PreviewProps) {
  const trans = useTrans();
  const [shown, setShown] = React.useState(AT_ONCE);
  const text = React.useMemo(() => textOf(bytes, cut), [bytes, cut]);
  const notebook = React.useMemo(() => readNotebook(parseJson(text)?.value), [text]);
  const { path } = file.artifact;
  if (!notebook) {
    return (
      <PlainText
        label={path}
        text={text}
        reason={trans.__('This is no notebook: shown as text.')}
      />
    );
  }
  const { cells, language } = notebook;
  return (
    <>
      <ol className="atl-Artifacts-cells" aria-label={path}>
        {cells.slice(0, shown).map((cell, index) => (
          <Cell
            key={index}
            cell={cell}
            number={index + 1}
            language={language}
            services={services}
          />
        ))}
      </ol>
      {shown < cells.length && (
        <button
          type="button"
          className="atl-Experiments-link"
          onClick={() => setShown(shown + AT_ONCE)}
        >
          {trans.__('Show more (%1 left)', cells.length - shown)}
        </button>
      )}
    </>
  );
}

function Cell(props: {
  cell: NotebookCell;
  number: number;
  language: string;
  services: ExperimentsServices;
}) {
  const { cell, language, number, services } = props;
  const trans = useTrans();
  const { rendermime } = services;
  const markdown = React.useMemo(() => ({ 'text/markdown': cell.source }), [cell.source]);
  const plain = <CodeBlock label={trans.__('Cell %1', number)} code={cell.source} wrap />;
  if (cell.type !== 'code') {
    return (
      <li>
        {cell.type === 'markdown' && rendermime ? (
          <Rendered data={markdown} rendermime={rendermime} fallback={plain} />
        ) : (
          plain
        )}
      </li>
    );
  }
  return (
    <li className="atl-mod-code">
      <span className="atl-Artifacts-count">[{cell.executionCount ?? ' '}]</span>
      <div>
        <Coloured
          label={trans.__('Cell %1', number)}
          code={cell.source}
          language={language}
          highlighter={services.highlighter}
        />
        {cell.outputs.map((data, index) => (
          <Output key={index} data={data} services={services} />
        ))}
      </div>
    </li>
  );
}

function Output({
  data,
  services
}: {
  data: ReadonlyPartialJSONObject;
  services: ExperimentsServices;
}) {
  const trans = useTrans();
  const words = data['text/plain'] ?? Object.values(data).find(value => typeof value === 'string');
  const plain = <CodeBlock label={trans.__('Output')} code={String(words ?? '')} />;
  return services.rendermime ? (
    <Rendered data={data} rendermime={services.rendermime} fallback={plain} />
  ) : (
    plain
  );
}
