import type { KernelConfig, TypeMode } from '../config.ts';
import type { Engine, EngineName } from '../engine/engine.ts';
import { describeMagic, listMagics } from '../magics/description.ts';
import type { MagicRegistry } from '../magics/registry.ts';
import type { KernelQuestion } from '../runner/messages.ts';
import { ENGINE_NAMES, TYPE_MODES } from '../config.ts';
import { createHistory } from './history.ts';
import type { History } from './history.ts';

/** What lasts from cell to cell in the kernel process. */
export interface Session {
  readonly history: History;
  readonly registry: MagicRegistry;
  readonly notebook: string | undefined;
  engine: Engine;
  types: TypeMode;
  /** The number of the last cell. */
  count: number;
  /** The engine to change to when the running cell is done. */
  nextEngine?: EngineName;
}

export function createSession(
  config: KernelConfig,
  engine: Engine,
  registry: MagicRegistry
): Session {
  return {
    history: createHistory(),
    registry,
    engine,
    types: config.types,
    notebook: config.notebook,
    count: 0
  };
}

const MEANING: Record<TypeMode, string> = {
  strict: 'a cell with type errors does not run',
  warn: 'type errors are shown beside the run',
  off: 'types are not checked'
};

function answerTypes(session: Session, wanted: string): string {
  const mode = TYPE_MODES.find(each => each === wanted);
  if (wanted && !mode) {
    return `There is no mode "${wanted}"; write %types ${TYPE_MODES.join('|')}.`;
  }
  if (mode) session.types = mode;
  return `types: ${session.types} (${MEANING[session.types]})`;
}

function answerEngine(session: Session, wanted: string): string {
  const { engine } = session;
  const name = ENGINE_NAMES.find(each => each === wanted);
  if (wanted && !name) {
    return `There is no engine "${wanted}"; write %engine ${ENGINE_NAMES.join('|')}.`;
  }
  if (!name || name === engine.name) {
    return `engine: ${engine.name}, TypeScript ${engine.typescript}, Node ${process.version}`;
  }
  session.nextEngine = name;
  return `engine: ${name} from the next cell on; the variables are lost`;
}

/** Answers what a magic in the runner asks of the kernel process; the text is shown as output. */
export function answerQuestion(session: Session, question: KernelQuestion, args: string): string {
  if (question === 'types') return answerTypes(session, args);
  if (question === 'engine') return answerEngine(session, args);
  const asked = args && session.registry.get(args.replace(/^%+/, ''));
  return asked ? describeMagic(asked) : listMagics(session.registry.list());
}
