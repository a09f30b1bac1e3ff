import type { PackageLock, EnvironmentSpec } from '@atelier-ml/api';
import type { Images } from '../../drivers/images/index.ts';
import { CONDA_SCRIPT, condaPackages, explicitOf } from './conda-lock.ts';
import { condaFileIn, pinnedFile, planOf } from './conda.ts';

/** Asks every package manager that an image has, each under a heading. */
const SCRIPT = `
echo '#apt'; command -v dpkg-query >/dev/null && dpkg-query -W -f '\${Package}\\t\${Version}\\n'
echo '#pip'; python3 -m pip list --format=freeze --disable-pip-version-check 2>/dev/null
echo '#npm'; npm ls --global --depth=0 --json 2>/dev/null
echo '#r'; command -v Rscript >/dev/null && Rscript -e 'i <- installed.packages()[,c("Package","Version"),drop=FALSE]; cat(paste(i[,1], i[,2], sep="\\t"), sep="\\n")' 2>/dev/null
echo${CONDA_SCRIPT}
true`;

/** What is installed in an image, with exact versions. */
export async function readLock(images: Images, image: string): Promise<PackageLock> {
  const { stdout } = await images.run(image, { argv: ['sh', '-c', SCRIPT], user: '0' });
  return parseLock(stdout);
}

export function parseLock(text: string): PackageLock {
  const sections = new Map<string, string>();
  for (const part of text.split(/^#(?=(?:apt|pip|npm|r|conda|conda-pip)$)/m)) {
    const [name = '', ...lines] = part.split('\n');
    sections.set(name, lines.join('\n'));
  }
  const pairs = (manager: PackageLock[number]['manager'], separator: RegExp) =>
    (sections.get(manager) ?? '').split('\n').flatMap(line => {
      const [name, version] = line.split(separator);
      return name && version && !name.startsWith('#') ? [{ manager, name, version }] : [];
    });
  const ofConda = new Set((sections.get('conda-pip') ?? '').split('\n').map(canonical));
  return [
    ...pairs('apt', /\t/),
    ...pairs('pip', /==/).filter(
      ({ name, version }) => !ofConda.has(canonical(`${name}==${version}`))
    ),
    ...npmPackages(sections.get('npm') ?? ''),
    ...pairs('r', /\t/),
    ...condaPackages(sections.get('conda') ?? '')
  ];
}

export function npmPackages(json: string): PackageLock {
  try {
    const { dependencies = {} } = JSON.parse(json) as {
      dependencies?: Record<string, { version?: string }>;
    };
    return Object.entries(dependencies).flatMap(([name, { version }]) =>
      version ? [{ manager: 'npm' as const, name, version }] : []
    );
  } catch {
    return [];
  }
}

const nameOf = (requirement: string): string => /^@?[^@=<>!~[; :]+/.exec(requirement)?.[0] ?? '';
/** As PyPI compares names. */
const canonical = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

const WHERE_AND_HOW =
  /^\s*-(?:[efi]|-(?:editable|find-links|index-url|extra-index-url|no-index|trusted-host|pre|prefer-binary|no-binary|only-binary))\b/;

/** What a requirements file says of where and how packages are found; not which ones. */
const pipOptions = (lines: readonly string[]): string[] =>
  lines
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter(line => WHERE_AND_HOW.test(line));

/** The same specification, with the versions that were installed. */
export function pinned(spec: EnvironmentSpec, lock: PackageLock): EnvironmentSpec {
  const versionOf = (manager: string, name: string): string | undefined =>
    lock.find(each => each.manager === manager && canonical(each.name) === canonical(nameOf(name)))
      ?.version;
  const pin = (manager: string, names: string[], separator: string): string[] =>
    names.map(name => {
      const version = versionOf(manager, name);
      return version ? `${nameOf(name)}${separator}${version}` : name;
    });
  const allOfPip = lock.flatMap(({ manager, name, version }) =>
    manager === 'pip' ? [`${name}==${version}`] : []
  );
  if (spec.kind === 'packages') {
    return {
      ...spec,
      apt: pin('apt', spec.apt, '='),
      pip: spec.pip.length ? [...pipOptions(spec.pip), ...allOfPip] : [],
      conda: spec.conda.length ? (explicitOf(lock) ?? pin('conda', spec.conda, '=')) : [],
      npm: pin('npm', spec.npm, '@')
    };
  }
  if (spec.kind === 'files') {
    const files = { ...spec.files };
    const [condaFile, conda] = [condaFileIn(files), explicitOf(lock)];
    if (condaFile !== undefined && conda) {
      const pip = [...pipOptions(planOf(condaFile, files).pip), ...allOfPip];
      files[condaFile] = pinnedFile(files[condaFile]!, { conda, pip });
    }
    if (files['requirements.txt'] !== undefined) {
      const options = pipOptions(files['requirements.txt'].split('\n'));
      files['requirements.txt'] = [...options, ...allOfPip].join('\n');
    }
    return { ...spec, files };
  }
  return spec;
}

/** A specification of what a kernel has installed; what is no package of a registry is left out. */
export function draftOf(pip: string, npm: string): { spec: EnvironmentSpec; leftOut: string[] } {
  const lines = pip.split('\n').filter(line => line.trim() && !line.startsWith('#'));
  const isPlain = (line: string): boolean => /^[A-Za-z0-9._-]+==\S+$/.test(line);
  const packages = npmPackages(npm).map(({ name, version }) => `${name}@${version}`);
  return {
    spec: {
      kind: 'packages',
      base: 'atelier/base:latest',
      apt: [],
      pip: lines.filter(isPlain),
      conda: [],
      channels: [],
      npm: packages,
      r: [],
      environmentVariables: {},
      setUp: [],
      kernels: npm.trim() && !lines.length ? ['typescript'] : ['python']
    },
    leftOut: lines.filter(line => !isPlain(line))
  };
}
