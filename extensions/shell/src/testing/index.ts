export { buildFakeStudio } from './fake-studio.ts';
export type { FakeStudio } from './fake-studio.ts';
export { giveElementsSize } from './element-size.ts';
