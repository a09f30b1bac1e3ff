export { createDockerImages } from './docker/docker-images.ts';
export type { BuildEvent, Images } from './images.ts';
