// Every route of the product, by name. The server binds one handler to each name and refuses to start otherwise; the editor's
// client is typed by it; OpenAPI is printed from it.
import { flowRoutes } from './flows.ts';
import { runRoutes } from './runs.ts';
import { systemRoutes } from './system.ts';
import { templateRoutes } from './templates.ts';

export const routes = { ...systemRoutes, ...flowRoutes, ...runRoutes, ...templateRoutes } as const;

export type RouteName = keyof typeof routes;
