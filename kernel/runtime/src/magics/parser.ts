import { HIDDEN_NAME } from '../runner/hidden-global.ts';
import type { MagicCall } from '../runner/messages.ts';
import type { MagicDefinition } from './definition.ts';
import { insideText, readLine, startOfCell } from './line-state.ts';
import type { MagicRegistry } from './registry.ts';

/** Where a magic stands in the cell; offsets in UTF-16 units. */
export interface MagicSpan {
  name: string;
  kind: 'line' | 'cell';
  /** Offset of the `%`. */
  start: number;
  /** Offset of the first character of the arguments. */
  args: number;
  end: number;
}

export interface ParsedCell {
  /** Cell magics, outermost first. */
  magics: MagicCall[];
  /** The code as it runs: each line magic is a call, on its own line. */
  run: string;
  /** As long as the cell, with magics blanked out. */
  tools: string;
  /** The text below a cell magic that takes text; then there is no code. */
  text?: string;
  spans: MagicSpan[];
  /** Magics that nobody knows, as written. */
  unknown: string[];
  /** `%name?` asks for the description of a magic. */
  help?: string;
}

const HELP = /^\s*%{1,2}(\w+)\?\s*$/;
const CELL_MAGIC = /^(\s*)%%(\w+)(?:([ \t]+)([^\n]*))?(?:\n|$)/;
const LINE_MAGIC =
  /^([ \t]*)((?:(?:const|let|var)[ \t]+[^=;\n]+?|[A-Za-z_$][\w$.[\]]*)[ \t]*=[ \t]*)?%([A-Za-z_]\w*)(?:([ \t]+)([^\n]*))?$/;
const DECLARATION =
  /^((?:const|let|var)\s+(?:[\w$]+|\{[^=]*\}|\[[^=]*\])(?:\s*:[^=]+)?\s*=)(?!=)\s*(.*)$/;

const blank = (text: string) => text.replace(/[^\n]/g, ' ');
const withoutEnd = (text: string) => text.replace(/;\s*$/, '');

function call(name: string, args: string, body?: string): string {
  const parts = [JSON.stringify(name), JSON.stringify(args), ...(body === undefined ? [] : [body])];
  return `await ${HIDDEN_NAME}.magic(${parts.join(', ')});`;
}

/** A line magic over code: `%time x()` becomes a call with the code as its body; a declaration keeps its variable. */
function callOverCode(name: string, code: string): string {
  const declaration = DECLARATION.exec(code);
  const value = withoutEnd(declaration ? declaration[2] : code);
  const wrapped = call(name, code, `async () => (${value})`);
  return declaration ? `${declaration[1]} ${wrapped}` : wrapped;
}

interface Line {
  run: string;
  tools: string;
}

/** What the tools read instead of a magic: a comment where it stands alone, a variable where its value is used. */
function standIn(name: string, isValue: boolean, length: number): string {
  return (isValue ? `$${name}` : '//').padEnd(length, ' ');
}

function rewrite(
  match: RegExpExecArray,
  line: string,
  definition: MagicDefinition | undefined
): Line {
  const [, , target = '', name, , args = ''] = match;
  const at = line.indexOf('%', match[1].length + target.length);
  const before = line.slice(0, at);
  if (definition?.body === 'code') {
    const blanked = ' '.repeat(line.length - at - args.length);
    return { run: before + callOverCode(name, args), tools: before + blanked + args };
  }
  return {
    run: before + call(name, args),
    tools: before + standIn(name, target !== '', line.length - at)
  };
}

/** Only `%name` with nothing in front is surely meant as a magic; `a = %b` with an unknown name is left to TypeScript. */
const isMeant = (match: RegExpExecArray, definition: MagicDefinition | undefined) =>
  definition ? definition.kind !== 'cell' : !match[2];

function parseLines(source: string, registry: MagicRegistry): ParsedCell {
  const state = startOfCell();
  const parsed: ParsedCell = { magics: [], run: '', tools: '', spans: [], unknown: [] };
  let offset = 0;
  const lines = source.split('\n').map(line => {
    const match = insideText(state) ? null : LINE_MAGIC.exec(line);
    const definition = match ? registry.get(match[3]) : undefined;
    let result: Line = { run: line, tools: line };
    if (match && isMeant(match, definition)) {
      const at = line.indexOf('%', match[1].length + (match[2] ?? '').length);
      const name = match[3];
      parsed.spans.push({
        name,
        kind: 'line',
        start: offset + at,
        args: offset + at + 1 + name.length + (match[4] ?? '').length,
        end: offset + line.length
      });
      if (!definition) parsed.unknown.push(`%${name}`);
      result = rewrite(match, line, definition);
    } else {
      readLine(line, state);
    }
    offset += line.length + 1;
    return result;
  });
  parsed.run = lines.map(each => each.run).join('\n');
  parsed.tools = lines.map(each => each.tools).join('\n');
  return parsed;
}

function shift(span: MagicSpan, by: number): MagicSpan {
  return { ...span, start: span.start + by, args: span.args + by, end: span.end + by };
}

function parseCellMagic(
  match: RegExpExecArray,
  source: string,
  registry: MagicRegistry
): ParsedCell {
  const [whole, indent, name, gap = '', args = ''] = match;
  const head = whole.replace(/\n$/, '');
  const rest = source.slice(head.length);
  const start = indent.length;
  const argsAt = start + 2 + name.length + gap.length;
  const span: MagicSpan = { name, kind: 'cell', start, args: argsAt, end: head.length };
  const definition = registry.get(name);
  const magic: MagicCall = { name, args };
  if (!definition || definition.kind === 'line' || definition.body === 'text') {
    const known = definition && definition.kind !== 'line';
    return {
      magics: [magic],
      run: '',
      tools: blank(source),
      text: rest.replace(/^\n/, ''),
      spans: [span],
      unknown: known ? [] : [`%%${name}`]
    };
  }
  const inner = parseMagics(rest, registry);
  return {
    ...inner,
    magics: [magic, ...inner.magics],
    tools: indent + '//'.padEnd(head.length - start, ' ') + inner.tools,
    spans: [span, ...inner.spans.map(each => shift(each, head.length))]
  };
}

/** Finds the magics of a cell before TypeScript sees it. */
export function parseMagics(source: string, registry: MagicRegistry): ParsedCell {
  const help = HELP.exec(source)?.[1];
  if (help) {
    return { magics: [], run: '', tools: blank(source), spans: [], unknown: [], help };
  }
  const match = CELL_MAGIC.exec(source);
  return match ? parseCellMagic(match, source, registry) : parseLines(source, registry);
}
