// Hands every step its capabilities, bound to its connection, effect and world. Answers at once: connections are opened and
// libraries loaded only when a step really calls out.
import type { Services, ServicesDeps } from './contract.ts';

export declare function createServices(deps: ServicesDeps): Services;
