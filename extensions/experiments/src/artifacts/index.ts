export { RunArtifacts } from './run-artifacts.tsx';
