export { makeBaseImage } from './bootstrap/base-image.ts';
export { createDockerImages } from './docker/docker-images.ts';
export type { BuildEvent, ContextFile, ImageDetails, Images } from './images.ts';
