export { createBlobRoutes } from './blobs.routes.ts';
