import { existsSync } from 'node:fs';
import { AtelierError } from '@atelier-ml/api';
import type { EnvironmentSpec } from '@atelier-ml/api';
import type { ContextFile } from '../../drivers/images/index.ts';
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
  const add = (name: string, lines: string[]): void =>
    void files.push({ path: `.atelier-machine/spec/${name}`, content: `${lines.join('\n')}\n` });
  add('none', []);
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

function packageSteps(spec: Packages, add: (name: string, lines: string[]) => void): string[] {
  const lines = [`FROM ${spec.base}`, 'USER 0'];
  for (const [name, value] of Object.entries(spec.environmentVariables)) {
    lines.push(`ENV ${name}=${quoted(value)}`);
  }
  if (spec.apt.length) {
    add('apt.txt', spec.apt);
    lines.push(aptStep('apt.txt'));
  }
  if (spec.conda.length) {
    lines.push(
      step(
        `conda=$(command -v mamba || command -v conda || command -v micromamba) || { echo 'The base image has no conda.' >&2; exit 1; }; "$conda" install -y ${words(spec.conda)}`
      )
    );
  }
  if (spec.pip.length) {
    add('requirements.txt', spec.pip);
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
  add: (name: string, lines: string[]) => void
): string[] {
  const has = (name: string): boolean => files[name] !== undefined;
  const lines = [`FROM ${base}`, 'USER 0'];
  for (const name of ['apt.txt', 'requirements.txt', 'environment.yml']) {
    if (has(name)) {
      add(name, [files[name]!]);
    }
  }
  if (has('apt.txt')) {
    lines.push(aptStep('apt.txt'));
  }
  if (has('environment.yml')) {
    lines.push(
      step(
        `conda=$(command -v mamba || command -v conda || command -v micromamba) || { echo 'The base image has no conda.' >&2; exit 1; }; "$conda" env update -n base -f /run/spec/environment.yml`,
        given('environment.yml')
      )
    );
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
