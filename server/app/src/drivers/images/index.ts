export { makeBaseImage } from './bootstrap/base-image.ts';
export type { BaseSource } from './bootstrap/base-image.ts';
export { hostOf } from './references.ts';
export { createDockerImages } from './docker/docker-images.ts';
export type {
  BuildEvent,
  ContextFile,
  Credentials,
  ImageDetails,
  Images,
  TransferOptions,
  TransferProgress
} from './images.ts';
