export { createOnnxScoring } from './onnx-process.ts';
export type { Deployment, DeploymentSpec, ModelDescription, Scoring } from './scoring.ts';
