import { completeMagic } from '../magics/completion.ts';
import { describeMagic } from '../magics/description.ts';
import { parseMagics } from '../magics/parser.ts';
import { PROTOCOL_VERSION } from '../wire/message.ts';
import type { Json } from '../wire/message.ts';
import type { Session } from './session.ts';
import { toCharacters, toUnits } from './text-offsets.ts';

/** Answers to what an editor asks; none of them touches the process that runs cells. */
export type Answer = (content: Json, session: Session) => Promise<object> | object;

const codeOf = (content: Json) => (typeof content.code === 'string' ? content.code : '');

function cursorOf(content: Json, code: string): number {
  return typeof content.cursor_pos === 'number' ? toUnits(code, content.cursor_pos) : code.length;
}

async function complete(content: Json, session: Session): Promise<object> {
  const code = codeOf(content);
  const offset = cursorOf(content, code);
  const { tools, text } = parseMagics(code, session.registry);
  const found =
    completeMagic(code, offset, session.registry) ??
    (text === undefined
      ? await session.engine.complete(tools, offset)
      : { start: offset, end: offset, items: [] });
  const start = toCharacters(code, found.start);
  const end = toCharacters(code, found.end);
  return {
    status: 'ok',
    matches: found.items.map(item => item.name),
    cursor_start: start,
    cursor_end: end,
    metadata: {
      _jupyter_types_experimental: found.items.map(item => ({
        text: item.name,
        type: item.kind,
        start,
        end
      }))
    }
  };
}

async function inspect(content: Json, session: Session): Promise<object> {
  const code = codeOf(content);
  const offset = cursorOf(content, code);
  const { tools, spans } = parseMagics(code, session.registry);
  const span = spans.find(each => offset >= each.start && offset < each.args);
  const magic = span && session.registry.get(span.name);
  if (magic) {
    return {
      status: 'ok',
      found: true,
      data: { 'text/plain': describeMagic(magic) },
      metadata: {}
    };
  }
  const found = await session.engine.inspect(tools, offset);
  if (!found) return { status: 'ok', found: false, data: {}, metadata: {} };
  const { signature, documentation } = found;
  const data = {
    'text/plain': [signature, documentation].filter(Boolean).join('\n\n'),
    'text/markdown': `\`\`\`typescript\n${signature}\n\`\`\`\n${documentation}`
  };
  return { status: 'ok', found: true, data, metadata: {} };
}

function isComplete(content: Json, session: Session): object {
  const code = codeOf(content);
  const parsed = parseMagics(code, session.registry);
  if (parsed.help) return { status: 'complete' };
  if (parsed.magics.length) {
    // A cell magic takes lines until an empty one ends it, as in IPython.
    return /\n\s*$/.test(code) ? { status: 'complete' } : { status: 'incomplete', indent: '' };
  }
  return session.engine.isComplete(parsed.tools);
}

function kernelInfo(_content: Json, { engine }: Session): object {
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'atelier-typescript',
    implementation_version: '0.1.0',
    language_info: {
      name: 'typescript',
      version: engine.typescript,
      mimetype: 'text/typescript',
      file_extension: '.ts',
      codemirror_mode: { name: 'typescript', mode: 'typescript', typescript: true },
      pygments_lexer: 'typescript',
      nbconvert_exporter: 'script'
    },
    banner: `TypeScript ${engine.typescript} on Node ${process.version}; %lsmagic lists the magics`,
    debugger: false,
    supported_features: [],
    help_links: [
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
      { text: 'Node.js', url: 'https://nodejs.org/docs/latest-v24.x/api/' }
    ]
  };
}

export const ANSWERS: Readonly<Record<string, Answer>> = {
  kernel_info_request: kernelInfo,
  complete_request: complete,
  inspect_request: inspect,
  is_complete_request: isComplete,
  history_request: (content, session) => ({
    status: 'ok',
    history: session.history.find(content)
  })
};
