export { createDockedRun } from './docked-run.tsx';
