import { AtelierError, CondaChannel, CondaSpec } from '@atelier-ml/api';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { ContextFile } from '../../drivers/images/index.ts';
import { EXPLICIT, INSTALL, INSTALLER } from './conda-installer.ts';

const DEFAULT_CHANNEL = 'conda-forge';
/** What conda calls its defaults are these two; that there are none is what we assume. */
const CHANNELS: Record<string, string[]> = { defaults: ['main', 'r'], nodefaults: [] };
const FILES = ['environment.yml', 'environment.yaml', 'conda.yml', 'conda.yaml'];

/** What is to be installed by conda, and what comes with it in an environment file. */
export interface CondaPlan {
  channels: string[];
  /** Match specifications, or nothing but URLs of packages. */
  specs: string[];
  /** Lines of a requirements file. */
  pip: string[];
  variables: Record<string, string>;
}

const Pip = z.object({ pip: z.array(z.string()).nullable() });
const EnvironmentFile = z.object({
  channels: z.array(CondaChannel).nullish(),
  dependencies: z.array(CondaSpec.or(Pip)).nullish(),
  variables: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
      z.string().or(z.number()).or(z.boolean()).transform(String)
    )
    .nullish()
});
type EnvironmentFile = z.infer<typeof EnvironmentFile>;

type Texts = Record<string, string>;

/** The environment file of conda among these files, as Azure ML and repo2docker call it. */
export const condaFileIn = (files: Texts): string | undefined =>
  FILES.find(name => files[name] !== undefined);

/** @throws AtelierError `invalid-input` which says what is wrong in the file */
export function planOf(name: string, files: Texts): CondaPlan {
  const { channels, dependencies, variables } = readFile(name, files[name]!);
  const all = dependencies ?? [];
  return {
    channels: channels ?? [],
    specs: all.filter(each => typeof each === 'string'),
    pip: all
      .flatMap(each => (typeof each === 'string' ? [] : (each.pip ?? [])))
      .flatMap(line => withFiles(line, files)),
    variables: variables ?? {}
  };
}

function readFile(name: string, text: string): EnvironmentFile {
  const refuse = (problem: string, cause?: unknown): never => {
    throw new AtelierError('invalid-input', `“${name}” is no environment file: ${problem}`, {
      remedy: 'It has `channels` and `dependencies`, as `conda env export` writes them.',
      cause
    });
  };
  let content: unknown;
  try {
    content = parse(text);
  } catch (cause) {
    return refuse((cause as Error).message, cause);
  }
  const { data, error } = EnvironmentFile.safeParse(content);
  const [issue] = error?.issues ?? [];
  return data ?? refuse(`${issue!.path.join('.') || 'it'}: ${issue!.message}`);
}

/** Pip reads its lists from where the environment file lies. */
function withFiles(line: string, files: Texts): string[] {
  const [, name = ''] = /^\s*(?:-r|--requirement)[ =]\s*(?:\.\/)?(\S+)\s*$/.exec(line) ?? [];
  return files[name]?.split('\n') ?? [line];
}

/** The same file with nothing left to choose. */
export function pinnedFile(
  text: string,
  { conda, pip }: { conda: string[]; pip: string[] }
): string {
  const content = parse(text) as EnvironmentFile & Record<string, unknown>;
  const hadPip = content.dependencies?.some(each => typeof each === 'object') ?? false;
  return stringify({ ...content, dependencies: [...conda, ...(hadPip ? [{ pip }] : [])] });
}

const isUrl = (spec: string): boolean => /^https?:\/\//.test(spec);

/** What the step of conda finds below `/run/spec/conda`. */
export function condaFiles({ channels, specs }: CondaPlan): ContextFile[] {
  const urls = specs.filter(isUrl);
  if (urls.length && urls.length !== specs.length) {
    throw new AtelierError('invalid-input', 'Some packages of conda have URLs and others none.', {
      remedy: 'Name all of them by URL, as a lock does, or none.'
    });
  }
  const from = (channels.length ? channels : [DEFAULT_CHANNEL]).flatMap(
    name => CHANNELS[name] ?? [name]
  );
  const text = (lines: string[]): string => `${lines.join('\n')}\n`;
  return [
    { path: 'channels.txt', content: text(urls.length ? [] : from) },
    { path: 'specs.txt', content: text(urls.length ? [EXPLICIT, ...specs] : specs) },
    { path: 'install.sh', content: INSTALLER },
    { path: 'install.py', content: INSTALL }
  ];
}
