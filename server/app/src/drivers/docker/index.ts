export { connectDocker } from './connect.ts';
