import type { EnvironmentSpec } from '@atelier-ml/api';

type KernelName = EnvironmentSpec['kernels'][number];

/** How a kernel of an image is started: the label `atelier.kernels` holds a list of these. */
interface ImageKernel {
  name: KernelName;
  argv: string[];
  language: string;
  displayName: string;
  interruptMode: 'message' | 'signal';
}

const KERNELS: Record<KernelName, Omit<ImageKernel, 'name'>> = {
  python: {
    argv: ['python3', '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
    language: 'python',
    displayName: 'Python',
    interruptMode: 'signal'
  },
  typescript: {
    argv: ['node', '/opt/atelier/typescript/kernel/main.cjs', '-f', '{connection_file}'],
    language: 'typescript',
    displayName: 'TypeScript',
    interruptMode: 'message'
  },
  r: {
    argv: ['R', '--no-echo', '-e', 'IRkernel::main()', '--args', '{connection_file}'],
    language: 'R',
    displayName: 'R',
    interruptMode: 'signal'
  }
};

/** Labels by which an image is known as an environment's. */
export function labelsOf(environment: string, version: number, kernels: KernelName[]) {
  const told = kernels.map((name): ImageKernel => ({ name, ...KERNELS[name] }));
  return {
    'atelier.environment': environment,
    'atelier.version': String(version),
    'atelier.kernels': JSON.stringify(told)
  };
}

/** What an image needs beside its packages, so that notebooks run in it. */
export function kernelSteps(
  kernels: KernelName[],
  step: (command: string, ...mounts: string[]) => string
): string[] {
  const lines: string[] = [];
  if (kernels.includes('python')) {
    lines.push(
      step(
        "python3 -c 'import ipykernel' 2>/dev/null || python3 -m pip install --root-user-action=ignore ipykernel"
      )
    );
  }
  if (kernels.includes('typescript')) {
    lines.push('COPY --from=atelier-machine /typescript/ /opt/atelier/typescript/');
  }
  if (kernels.includes('r')) {
    lines.push(step(`Rscript -e 'library(IRkernel)'`));
  }
  return lines;
}
