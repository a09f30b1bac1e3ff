import type { JSONObject, JSONValue } from '@lumino/coreutils';
import type { ComparisonState } from './comparison-model.ts';
import { COMPARISON_MEDIA_TYPE } from './output/comparison-output.ts';
import { changedSettings } from './settings.ts';

export interface LiveCell {
  /** Id of the workspace. */
  readonly workspace: string;
  readonly state: ComparisonState;
  /** For readers that know nothing of comparisons. */
  readonly text: string;
}

/** Code whose output shows the comparison, live, in the language of the notebook's kernel. */
export function liveCellCode(language: string, { workspace, state, text }: LiveCell): string {
  const bundle: JSONObject = {
    [COMPARISON_MEDIA_TYPE]: {
      workspace,
      source: state.source as unknown as JSONObject,
      settings: changedSettings(state.settings)
    },
    'text/html': `<p>${escaped(text)}</p>`,
    'text/plain': text
  };
  return language === 'python'
    ? `from IPython.display import display\n\ndisplay(${pythonLiteral(bundle, '')}, raw=True)\n`
    : `display.raw(${JSON.stringify(bundle, null, 2)});\n`;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** JSON as Python writes it. */
export function pythonLiteral(value: JSONValue, indent: string): string {
  const inner = `${indent}    `;
  if (Array.isArray(value)) {
    return value.length === 0
      ? '[]'
      : `[\n${value.map(one => `${inner}${pythonLiteral(one, inner)},\n`).join('')}${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return entries.length === 0
      ? '{}'
      : `{\n${entries
          .map(
            ([key, one]) =>
              `${inner}${JSON.stringify(key)}: ${pythonLiteral(one as JSONValue, inner)},\n`
          )
          .join('')}${indent}}`;
  }
  return value === true
    ? 'True'
    : value === false
      ? 'False'
      : value === null
        ? 'None'
        : JSON.stringify(value);
}
