export { kindOf } from './artifact-kind.ts';
export { nameWithoutNumbers } from './artifact-tree.ts';
export { readHistogram } from './evaluation.ts';
export { useObjectUrl } from './object-url.ts';
export { RunArtifacts } from './run-artifacts.tsx';
export { Stepper } from './stepper.tsx';
export { StepSlider } from './step-slider.tsx';
