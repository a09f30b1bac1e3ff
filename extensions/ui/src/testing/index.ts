export { giveElementsSize } from './element-size.ts';
