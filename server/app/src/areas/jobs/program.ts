import { extname } from 'node:path';
import { AtelierError } from '@atelier-ml/api';
import type { JobProgram } from '@atelier-ml/api';

/** Where things lie for the program. */
export interface Surroundings {
  /** Path of the folder that it starts in. */
  work: string;
  node: string;
  /** Program that executes notebooks. */
  notebookRunner: string;
  /** Where the packages lie that are lent to Python. */
  python?: string;
  params: Record<string, string>;
}

const INTERPRETERS: Record<string, (node: string) => string[]> = {
  '.py': () => ['python3', '-u'],
  '.ts': node => [node],
  '.mts': node => [node],
  '.js': node => [node],
  '.mjs': node => [node],
  '.cjs': node => [node],
  '.r': () => ['Rscript'],
  '.sh': () => ['sh']
};
const PLACEHOLDER = /\$\{\{\s*(inputs|outputs|params)\.([A-Za-z_]\w*)\s*\}\}/g;
const VARIABLES = {
  inputs: 'ATELIER_INPUT_',
  outputs: 'ATELIER_OUTPUT_',
  params: 'ATELIER_PARAM_'
};
type Kind = keyof typeof VARIABLES;

/** Name of the variable by which a program finds an input, output or param. */
export const variableOf = (kind: Kind, name: string): string => VARIABLES[kind] + name;

/** @throws AtelierError `invalid-input`: what could never start is not queued */
export function checkProgram(
  program: JobProgram,
  known: Record<Kind, ReadonlySet<string>>,
  hasCode: boolean
): void {
  const texts =
    program.type === 'command'
      ? [program.command]
      : program.type === 'script'
        ? program.arguments
        : [];
  for (const text of texts) {
    for (const [whole, kind, name] of text.matchAll(PLACEHOLDER)) {
      if (!known[kind as Kind].has(name!)) {
        refuse(`${whole} names none of the ${kind} of the job.`, `Add “${name}” to its ${kind}.`);
      }
    }
  }
  if (program.type === 'command') {
    return;
  }
  if (!hasCode) {
    refuse(`The job runs “${program.path}”, but has no code.`, 'Hand over the folder it lies in.');
  }
  const ending = extname(program.path).toLowerCase();
  if (program.type === 'script' && !(ending in INTERPRETERS)) {
    const endings = Object.keys(INTERPRETERS).join(', ');
    refuse(`Nothing is known that runs “${program.path}”.`, `Scripts end in ${endings}.`);
  }
  if (program.type === 'notebook' && ending !== '.ipynb') {
    refuse(`“${program.path}” is no notebook.`, 'Notebooks end in .ipynb.');
  }
}

/** Python looks there after what the image or the job itself names. */
const WITH_PYTHON = 'export PYTHONPATH="${PYTHONPATH:+$PYTHONPATH:}$0"; exec "$@"';
/** They start no Python, and have to find no shell. */
const WITHOUT_PYTHON = /\.([mc]?[jt]s|r)$/i;

/** What is started, with its arguments. */
export function argvOf(program: JobProgram, { python, ...around }: Surroundings): string[] {
  const argv = programOf(program, around);
  const isPlain =
    program.type === 'script'
      ? WITHOUT_PYTHON.test(program.path)
      : program.type === 'notebook' && program.language === 'typescript';
  return python === undefined || isPlain ? argv : ['sh', '-c', WITH_PYTHON, python, ...argv];
}

function programOf(program: JobProgram, around: Omit<Surroundings, 'python'>): string[] {
  switch (program.type) {
    case 'command': {
      // As variables: the shell takes what is in them for a value, never for a command.
      const command = program.command.replace(
        PLACEHOLDER,
        (_, kind: Kind, name: string) => `\${${variableOf(kind, name)}}`
      );
      return ['sh', '-c', command];
    }
    case 'script': {
      const interpreter = INTERPRETERS[extname(program.path).toLowerCase()]!(around.node);
      return [...interpreter, program.path, ...program.arguments.map(text => filled(text, around))];
    }
    case 'notebook': {
      const language = program.language ? ['--language', program.language] : [];
      return [around.node, around.notebookRunner, program.path, ...language];
    }
  }
}

function filled(text: string, { params, work }: Surroundings): string {
  return text.replace(PLACEHOLDER, (_, kind: Kind, name: string) =>
    kind === 'params' ? (params[name] ?? '') : `${work}/${kind}/${name}`
  );
}

function refuse(message: string, remedy: string): never {
  throw new AtelierError('invalid-input', message, {
    remedy,
    fields: [{ path: 'body.program', message }]
  });
}
