import { EnvironmentSpec } from '@atelier-ml/api';

const curated = (name: string, description: string, parts: object) => ({
  name,
  description,
  spec: EnvironmentSpec.parse({ kind: 'packages', ...parts })
});

/** Specifications to start from. */
export const CURATED = [
  curated('typescript', 'The TypeScript kernel with Node', { kernels: ['typescript'] }),
  curated('python-sklearn', 'Python with pandas, scikit-learn and plots', {
    pip: ['numpy', 'pandas', 'scikit-learn', 'matplotlib'],
    kernels: ['python']
  }),
  curated('python-torch-cpu', 'Python with PyTorch for processors', {
    pip: ['--extra-index-url https://download.pytorch.org/whl/cpu', 'torch', 'numpy'],
    kernels: ['python']
  }),
  curated('r', 'R with its Jupyter kernel; needs a base with apt', {
    apt: ['r-base-core', 'r-cran-irkernel'],
    kernels: ['r']
  })
];
