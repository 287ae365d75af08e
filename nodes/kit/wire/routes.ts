// Every route of the product, by name. The server binds one handler to each name and refuses to start otherwise; the editor's
// client is typed by it; OpenAPI is printed from it.
import { accountRoutes } from './account.ts';
import { approvalRoutes } from './approvals.ts';
import { auditRoutes } from './audit.ts';
import { estateRoutes } from './estate.ts';
import { flowRoutes } from './flows.ts';
import { formRoutes } from './forms.ts';
import { incomingRoutes } from './incoming.ts';
import { keyRoutes } from './keys.ts';
import { libraryRoutes } from './library.ts';
import { operationsRoutes } from './operations.ts';
import { pauseRoutes } from './pauses.ts';
import { peopleRoutes } from './people.ts';
import { practiceRoutes } from './practice.ts';
import { runRoutes } from './runs.ts';
import { bulkRoutes } from './runs-bulk.ts';
import { systemRoutes } from './system.ts';
import { templateRoutes } from './templates.ts';
import { testRoutes } from './tests.ts';

/** In the order in which the server looks: what is called most often stands first. */
export const routes = {
  ...runRoutes,
  ...systemRoutes,
  ...flowRoutes,
  ...libraryRoutes,
  ...testRoutes,
  ...pauseRoutes,
  ...templateRoutes,
  ...practiceRoutes,
  ...estateRoutes,
  ...approvalRoutes,
  ...formRoutes,
  ...incomingRoutes,
  ...accountRoutes,
  ...auditRoutes,
  ...keyRoutes,
  ...operationsRoutes,
  ...peopleRoutes,
  ...bulkRoutes,
} as const;

export type RouteName = keyof typeof routes;
