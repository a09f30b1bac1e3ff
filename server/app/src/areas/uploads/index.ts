export { createPartFront, partPath } from './part-front.ts';
export { createPartUploads } from './part-uploads.ts';
export type { PartUploads } from './part-uploads.ts';
export { createUploadRoutes } from './uploads.routes.ts';
export { createUploads } from './uploads.service.ts';
export type { Uploads } from './uploads.service.ts';
export { uploadReferences } from './upload-references.store.ts';
