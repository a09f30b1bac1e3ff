import { existsSync } from 'node:fs';
import { AtelierError } from '@atelier-ml/api';
import type { EnvironmentSpec } from '@atelier-ml/api';
import type { ContextFile } from '../../drivers/images/index.ts';
import { CACHE, FOLDER, PREFIX } from './conda-installer.ts';
import { condaFileIn, condaFiles, planOf } from './conda.ts';
import type { CondaPlan } from './conda.ts';
import { kernelSteps } from './kernels.ts';

export interface BuildInput {
  spec: EnvironmentSpec;
  /** Settings of this machine that installers need: see `machine.ts`. */
  machine: ContextFile[];
  /** Folder with the program of the TypeScript kernel. */
  programs: string;
}

/** A step as its author knows it. */
export const withoutMounts = (text: string): string =>
  text
    .replace(/--mount=\S+ /g, '')
    .replaceAll(`${USE} && `, '')
    .replace(/RUN eval '((?:[^']|'"'"')*)'/g, (_, word: string) => `RUN ${withoutQuotes(word)}`);

type Packages = Extract<EnvironmentSpec, { kind: 'packages' }>;

/** What the TypeScript kernel runs with. */
const KERNEL_PARTS = [
  'kernel',
  ...['zeromq', 'cmake-ts', 'typescript', 'tslab', '@tslab', 'semver'].map(
    name => `node_modules/${name}`
  )
];

/** Where settings and lists lie while a step runs. They are in no layer of the image. */
const SETTINGS = '--mount=type=bind,from=atelier-machine,source=/settings,target=/run/atelier';
const USE = '. /run/atelier/env.sh';
const given = (file: string): string =>
  `--mount=type=bind,from=atelier-machine,source=/spec/${file},target=/run/spec/${file}`;
const cache = (target: string, id: string): string =>
  `--mount=type=cache,target=${target},id=atelier-${id},sharing=locked`;

/** A step that finds the machine's settings. */
const step = (command: string, ...mounts: string[]): string =>
  ['RUN', SETTINGS, ...mounts, `${USE} && ${command}`].join(' ');

/** Adds to what lies at `/run/spec` while a step that asks for it runs. */
type Add = (file: ContextFile) => void;
const list = (path: string, lines: string[]): ContextFile => ({
  path,
  content: `${lines.join('\n')}\n`
});

export interface DockerfilePreview {
  dockerfile: string;
  files: string[];
}

/** What would be built, without what lies on this machine. */
export function previewOf(spec: EnvironmentSpec, programs: string): DockerfilePreview {
  const context = contextOf({ spec, programs, machine: [] });
  const dockerfile = context.find(({ path }) => path === 'Dockerfile');
  const files = context.map(({ path }) => path).filter(path => path !== 'Dockerfile');
  const text = dockerfile && 'content' in dockerfile ? String(dockerfile.content) : '';
  return { dockerfile: text, files };
}

/** The context of a build; its `Dockerfile` starts with a stage that no image is made of. */
export function contextOf({ machine, programs, spec }: BuildInput): ContextFile[] {
  const files: ContextFile[] = machine.map(file => ({
    ...file,
    path: `.atelier-machine/settings/${file.path}`
  }));
  const add: Add = file => void files.push({ ...file, path: `.atelier-machine/spec/${file.path}` });
  add(list('none', []));
  if (spec.kernels.includes('typescript')) {
    if (!existsSync(`${programs}/kernel`)) {
      throw new AtelierError('not-supported', 'This server comes without the TypeScript kernel.', {
        remedy: 'Install Atelier’s wheel, or build it: ./studio build.'
      });
    }
    for (const part of KERNEL_PARTS) {
      files.push({ path: `.atelier-machine/typescript/${part}`, source: `${programs}/${part}` });
    }
  }
  const body =
    spec.kind === 'dockerfile'
      ? [spec.dockerfile]
      : spec.kind === 'packages'
        ? packageSteps(spec, add)
        : fileSteps(spec, add);
  if (spec.kind !== 'packages') {
    for (const [path, content] of Object.entries(spec.files)) {
      files.push({ path, content, mode: path === 'postBuild' ? 0o755 : 0o644 });
    }
  }
  const head = ['FROM scratch AS atelier-machine', 'COPY .atelier-machine/ /'];
  const text = [...head, ...body, ...kernelSteps(spec.kernels, step)].join('\n');
  return [...files, { path: 'Dockerfile', content: `${text}\n` }];
}

function packageSteps(spec: Packages, add: Add): string[] {
  const lines = [`FROM ${spec.base}`, 'USER 0', ...variableLines(spec.environmentVariables)];
  if (spec.apt.length) {
    add(list('apt.txt', spec.apt));
    lines.push(aptStep('apt.txt'));
  }
  if (spec.conda.length) {
    const { channels = [], conda: specs } = spec;
    lines.push(...condaSteps({ channels, specs, pip: [], variables: {} }, add));
  }
  if (spec.pip.length) {
    add(list('requirements.txt', spec.pip));
    lines.push(pipStep('requirements.txt'));
  }
  if (spec.npm.length) {
    lines.push(npmStep(`npm install --global ${words(spec.npm)}`));
  }
  if (spec.r.length) {
    const names = spec.r.map(name => `"${name}"`).join(',');
    lines.push(
      step(
        `Rscript -e 'p <- c(${names}); install.packages(p, repos="https://cloud.r-project.org"); stopifnot(all(p %in% rownames(installed.packages())))'`
      )
    );
  }
  return [...lines, ...spec.setUp.map(command => step(`eval ${asWord(command)}`))];
}

/** The files that repo2docker knows, in its order. */
function fileSteps(
  { base, files }: Extract<EnvironmentSpec, { kind: 'files' }>,
  add: Add
): string[] {
  const has = (name: string): boolean => files[name] !== undefined;
  const lines = [`FROM ${base}`, 'USER 0'];
  for (const name of ['apt.txt', 'requirements.txt']) {
    if (has(name)) {
      add(list(name, [files[name]!]));
    }
  }
  if (has('apt.txt')) {
    lines.push(aptStep('apt.txt'));
  }
  const condaFile = condaFileIn(files);
  if (condaFile !== undefined) {
    lines.push(...condaSteps(planOf(condaFile, files), add));
  }
  if (has('requirements.txt')) {
    lines.push(pipStep('requirements.txt'));
  }
  lines.push('WORKDIR /work', `COPY ${JSON.stringify([...Object.keys(files), '/work/'])}`);
  if (has('package.json')) {
    lines.push(npmStep('npm install'));
  }
  if (has('install.R')) {
    lines.push(step('Rscript install.R'));
  }
  if (has('postBuild')) {
    lines.push(step('./postBuild'));
  }
  return lines;
}

/** Its folder is first in the path: Python and R of conda are those of the environment then. */
function condaSteps(plan: CondaPlan, add: Add): string[] {
  const lines = variableLines(plan.variables);
  if (plan.specs.length) {
    condaFiles(plan).forEach(file => add({ ...file, path: `conda/${file.path}` }));
    const caches = [cache('/root/.cache/pip', 'pip'), cache(CACHE, 'conda')];
    lines.push(step(`sh ${FOLDER}/install.sh`, given('conda'), ...caches));
    lines.push(`ENV PATH=${PREFIX}/bin:$PATH CONDA_PREFIX=${PREFIX}`);
  }
  if (plan.pip.length) {
    add(list('conda-pip.txt', plan.pip));
    lines.push(pipStep('conda-pip.txt'));
  }
  return lines;
}

const variableLines = (variables: Record<string, string>): string[] =>
  Object.entries(variables).map(([name, value]) => `ENV ${name}=${quoted(value)}`);

const aptStep = (file: string): string =>
  step(
    `apt-get update -qq && grep -v '^ *#' /run/spec/${file} | xargs -r env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends && rm -rf /var/lib/apt/lists/*`,
    given(file)
  );

const pipStep = (file: string): string =>
  step(
    `python3 -m pip install --root-user-action=ignore -r /run/spec/${file}`,
    given(file),
    cache('/root/.cache/pip', 'pip')
  );

const npmStep = (command: string): string =>
  step(`${command} --no-audit --no-fund`, cache('/root/.npm', 'npm'));

/** As one word of a shell each. */
const words = (items: string[]): string => items.map(asWord).join(' ');

/** A backslash would not outlive how BuildKit tells of its steps. */
const QUOTE = `'"'"'`;
const asWord = (text: string): string => `'${text.replaceAll("'", QUOTE)}'`;
const withoutQuotes = (word: string): string => word.replaceAll(QUOTE, "'");

const quoted = (value: string): string => `"${value.replace(/[\\"$]/g, '\\$&')}"`;
