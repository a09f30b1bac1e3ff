export { createTrashRoutes } from './trash.routes.ts';
export { createTrash } from './trash.service.ts';
export type { Trash } from './trash.service.ts';
export { watchTrash } from './sweep.ts';
