export { createViewRoutes } from './views.routes.ts';
export { createViews } from './views.service.ts';
export { createViewStore } from './views.store.ts';
