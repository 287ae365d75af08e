// All tables of the store, room by room, in the order in which they are made: what others refer to comes first.
import { bulkSteps } from './bulk-actions.ts';
import { estateSteps } from './estate-schema.ts';
import { identitySteps } from './identity-schema.ts';
import { keySteps } from './key-ring.ts';
import { librarySteps } from './library-schema.ts';
import { storeSteps } from './schema.ts';
import type { SchemaStep } from './sql.ts';
import { testSteps } from './tests.ts';

export const rooms: { readonly [room: string]: readonly SchemaStep[] } = {
  store: storeSteps,
  identity: identitySteps,
  bulk: bulkSteps,
  library: librarySteps,
  estate: estateSteps,
  tests: testSteps,
  keys: keySteps,
};
