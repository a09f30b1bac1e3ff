export { giveElementsSize } from '../../../ui/src/testing/index.ts';
export { buildFakeStudio } from './fake-studio.ts';
export type { FakeStudio } from './fake-studio.ts';
