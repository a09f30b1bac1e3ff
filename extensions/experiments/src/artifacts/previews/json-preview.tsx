import { formatInteger, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { textOf } from '../artifact-content.ts';
import type { PreviewProps } from './content.tsx';
import { PlainText } from './text-preview.tsx';

/** Items of a list or object that are shown before one asks for more. */
const AT_ONCE = 100;
const OPEN_LEVELS = 2;

export function JsonPreview({ bytes, cut, file }: PreviewProps) {
  const trans = useTrans();
  const text = React.useMemo(() => textOf(bytes, cut), [bytes, cut]);
  const parsed = React.useMemo(() => parseJson(text), [text]);
  const { path } = file.artifact;
  if (!parsed) {
    return (
      <PlainText
        label={path}
        text={text}
        reason={cut ? undefined : trans.__('This is not valid JSON: shown as text.')}
      />
    );
  }
  return (
    <ul className="atl-Json" aria-label={path}>
      <JsonNode value={parsed.value} level={1} />
    </ul>
  );
}

export function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function JsonNode({ name, value, level }: { name?: string; value: unknown; level: number }) {
  const trans = useTrans();
  const [open, setOpen] = React.useState(level <= OPEN_LEVELS);
  const [shown, setShown] = React.useState(AT_ONCE);
  const entries = entriesOf(value);
  const label = name !== undefined && <span className="atl-Json-key">{name}: </span>;
  if (!entries) {
    return (
      <li className="atl-Json-leaf">
        {label}
        <span className={`atl-Json-${value === null ? 'null' : typeof value}`}>
          {JSON.stringify(value)}
        </span>
      </li>
    );
  }
  const isList = Array.isArray(value);
  return (
    <li>
      <button
        type="button"
        className="atl-Json-fold"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {label}
        {isList ? '[' : '{'}
        <small>
          {isList
            ? trans._n('%1 item', '%1 items', entries.length, formatInteger(entries.length))
            : trans._n('%1 key', '%1 keys', entries.length, formatInteger(entries.length))}
        </small>
        {isList ? ']' : '}'}
      </button>
      {open && (
        <ul>
          {entries.slice(0, shown).map(([key, item]) => (
            <JsonNode key={key} name={key} value={item} level={level + 1} />
          ))}
          {shown < entries.length && (
            <li>
              <button
                type="button"
                className="atl-Experiments-link"
                onClick={() => setShown(shown + 10 * AT_ONCE)}
              >
                {trans.__('Show more (%1 left)', formatInteger(entries.length - shown))}
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

function entriesOf(value: unknown): [string, unknown][] | undefined {
  return typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
}
