// Documents that the server sent, as flows. It has read them itself and answers in today's format, every part in its place: opening
// a flow needs no schema. What comes from a file, the clipboard or an earlier visit is not trusted like that: parseFlow reads it.
import type { Flow } from '../../nodes/kit/flow.ts';
import { FLOW_FORMAT } from '../../nodes/kit/flow-text.ts';
import type { FlowResource } from '../../nodes/kit/wire/flows.ts';

/** Null: the server itself could not read it, because a newer Vaultflow wrote it. */
export const flowOf = (document: FlowResource['document']): Flow | null =>
  document.format === FLOW_FORMAT && Array.isArray(document.nodes) ? (document as unknown as Flow) : null;
