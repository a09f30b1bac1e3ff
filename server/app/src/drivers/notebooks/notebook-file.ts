/** A notebook of format 4, as far as it is shown. */
export interface ShownNotebook {
  cells: ShownCell[];
  language: string;
}

export interface ShownCell {
  type: string;
  source: string;
  count: number | null;
  outputs: ShownOutput[];
}

/** Text of a stream, an error with its traceback, or data by its media types. */
export type ShownOutput =
  | { kind: 'stream'; name: string; text: string }
  | { kind: 'error'; text: string }
  | { kind: 'data'; data: Record<string, unknown> };

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Text that is kept as one or by its lines. */
export const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.map(String).join('') : typeof value === 'string' ? value : '';

/** @returns what is wrong with it, as a sentence, if it is no notebook */
export function readNotebook(text: string): ShownNotebook | string {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return 'The notebook is not JSON.';
  }
  if (!isObject(content) || content.nbformat !== 4 || !Array.isArray(content.cells)) {
    return 'It is no notebook of format 4.';
  }
  const metadata = isObject(content.metadata) ? content.metadata : {};
  const named = [metadata.language_info, metadata.kernelspec].filter(isObject);
  const language = named.map(each => each.name).find(name => typeof name === 'string');
  return { cells: listOf(content.cells).map(cellOf), language: String(language ?? '') };
}

function cellOf(cell: Json): ShownCell {
  return {
    type: String(cell.cell_type),
    source: withAttachments(textOf(cell.source), cell.attachments),
    count: typeof cell.execution_count === 'number' ? cell.execution_count : null,
    outputs: listOf(cell.outputs).map(outputOf)
  };
}

/** Pictures that lie in the cell itself stand in its text. */
function withAttachments(source: string, attachments: unknown): string {
  return source.replace(/attachment:([^\s)"'>]+)/g, (whole, name: string) => {
    const found = isObject(attachments) ? attachments[decoded(name)] : undefined;
    const [type, bytes] = Object.entries(isObject(found) ? found : {})[0] ?? [];
    return type === undefined ? whole : `data:${type};base64,${textOf(bytes)}`;
  });
}

function outputOf(output: Json): ShownOutput {
  switch (output.output_type) {
    case 'stream':
      return { kind: 'stream', name: String(output.name), text: textOf(output.text) };
    case 'error': {
      const traceback = Array.isArray(output.traceback) ? output.traceback.map(String) : [];
      const said = `${textOf(output.ename)}: ${textOf(output.evalue)}`;
      return { kind: 'error', text: traceback.join('\n') || said };
    }
    default:
      return { kind: 'data', data: isObject(output.data) ? output.data : {} };
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
