// Every error that Vaultflow can show, in one table: a stable code, the HTTP status it has at the API, and a title.
// A code never changes its meaning. The sentence for people is written where the error happens, with names and values.

export const errorTable = {
  // requests to the API
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_json: { status: 400, title: 'The body is not JSON' },
  unsupported_media_type: { status: 415, title: 'The body is of a kind that is not taken here' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  second_step_needed: { status: 401, title: 'A code is needed as well' },
  forbidden: { status: 403, title: 'Not allowed' },
  bad_origin: { status: 403, title: 'Requests from that site are not accepted' },
  bad_host: { status: 421, title: 'This host name does not belong to this server' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'That method is not offered here' },
  precondition_required: { status: 428, title: 'Say which version you changed (If-Match)' },
  stale: { status: 412, title: 'Somebody else has saved since' },
  conflict: { status: 409, title: 'Not possible in the present state' },
  idempotency_mismatch: { status: 422, title: 'This Idempotency-Key was used with another body' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Vaultflow made a mistake' },
  shutting_down: { status: 503, title: 'The server is stopping' },
  storage_full: { status: 507, title: 'The disk is full' },
  database_unavailable: { status: 503, title: 'The database does not answer' },
  // the flow document
  flow_invalid: { status: 422, title: 'The flow has problems' },
  flow_format_unknown: { status: 422, title: 'The flow is of a newer format' },
  flow_too_large: { status: 413, title: 'The flow is too large' },
  template_invalid: { status: 422, title: 'The template has problems' },
  template_parameter: { status: 422, title: 'A template parameter is missing or wrong' },
  inputs_invalid: { status: 422, title: 'The inputs do not fit the flow' },
  binding_missing: { status: 422, title: 'A connection is not chosen' },
  hook_secret_replaced: { status: 401, title: 'The secret of this webhook was replaced' },
  hook_disabled: { status: 410, title: 'This webhook is switched off' },
  // problems found in a flow
  unknown_node_type: { status: 422, title: 'This type of step is not known here' },
  duplicate_id: { status: 422, title: 'Two steps have the same id' },
  bad_id: { status: 422, title: 'This id cannot be used' },
  unknown_reference: { status: 422, title: 'Refers to a step that does not exist' },
  not_upstream: { status: 422, title: 'Refers to a step that does not come before this one' },
  unknown_input: { status: 422, title: 'Refers to an input that the flow does not have' },
  edge_unknown_node: { status: 422, title: 'An edge leads to a step that does not exist' },
  edge_unknown_port: { status: 422, title: 'An edge leaves a port that the step does not have' },
  edge_crosses_container: { status: 422, title: 'An edge crosses the frame of a container' },
  edge_duplicate: { status: 422, title: 'Two edges are the same' },
  cycle: { status: 422, title: 'The steps form a circle' },
  unreachable: { status: 422, title: 'Nothing leads to this step' },
  no_trigger: { status: 422, title: 'The flow has no trigger' },
  trigger_not_first: { status: 422, title: 'A trigger cannot come after another step' },
  bad_parent: { status: 422, title: 'The surrounding container is wrong' },
  param_missing: { status: 422, title: 'A value is missing' },
  param_invalid: { status: 422, title: 'A value does not fit' },
  destroy_unconfirmed: { status: 422, title: 'Nobody has confirmed what this step deletes' },
  secret_in_param: { status: 422, title: 'This looks like a secret' },
  slot_unknown: { status: 422, title: 'The connection slot does not exist' },
  // expressions
  expression_syntax: { status: 422, title: 'The expression cannot be read' },
  expression_not_allowed: { status: 422, title: 'Not allowed in an expression' },
  expression_unknown_name: { status: 422, title: 'Unknown name' },
  expression_unknown_function: { status: 422, title: 'Unknown function' },
  expression_arguments: { status: 422, title: 'Wrong number of arguments' },
  expression_failed: { status: 422, title: 'The expression failed' },
  expression_budget: { status: 422, title: 'The expression does too much work' },
  list_too_large: { status: 422, title: 'The list is too large to be loaded as a whole' },
  // running
  output_too_large: { status: 422, title: 'The result is too large' },
  memory_too_large: { status: 422, title: 'The remembered value is too large' },
  node_failed: { status: 422, title: 'The step failed' },
  unhandled_failure: { status: 422, title: 'A step inside failed' },
  stopped: { status: 422, title: 'The flow stopped itself' },
  timed_out: { status: 422, title: 'It took too long' },
  cancelled: { status: 422, title: 'It was cancelled' },
  step_set_aside: { status: 422, title: 'The step was set aside: Vaultflow died each time it was under way' },
  outcome_unknown: { status: 422, title: 'It is not known whether the call happened' },
  approval_needed: { status: 409, title: 'Somebody else has to agree first' },
  approval_rejected: { status: 422, title: 'Somebody else did not agree' },
  approval_expired: { status: 422, title: 'Nobody has agreed in time' },
  effect_exceeded: { status: 422, title: 'The step tried to do more than its type declares' },
  too_deep: { status: 422, title: 'Flows call each other too deep' },
  too_many_rounds: { status: 422, title: 'The loop reached its limit of rounds' },
  code_failed: { status: 422, title: 'The code failed' },
  code_limit: { status: 422, title: 'The code used too much time or memory' },
  sample_missing: { status: 422, title: 'The test has no answer for this step' },
  // the outside
  egress_blocked: { status: 422, title: 'This address may not be called' },
  http_status: { status: 422, title: 'The other side answered with an error' },
  network: { status: 502, title: 'The other side could not be reached' },
  unanswered: { status: 502, title: 'The call ended without an answer' },
  azure_error: { status: 422, title: 'Azure refused' },
  azure_sign_in: { status: 422, title: 'Azure sign-in failed' },
  azure_job_failed: { status: 422, title: 'The backup job failed' },
  machine_unreachable: { status: 422, title: 'The machine cannot be reached' },
  mars_failed: { status: 422, title: 'The MARS agent reported an error' },
  throttled: { status: 429, title: 'The other side asks to slow down' },
  mail_failed: { status: 422, title: 'The message could not be sent' },
  database_error: { status: 422, title: 'The database refused' },
  connection_invalid: { status: 422, title: 'The connection does not work' },
  secret_unavailable: { status: 422, title: 'The secret cannot be used here' },
} as const;

export type ErrorCode = keyof typeof errorTable;

/** What went wrong, as data: shown to people, kept in the journal, visible to expressions as `errors.<id>`. */
export interface Failure {
  readonly code: ErrorCode;
  /** One sentence for people. */
  readonly message: string;
  /** What caused it, in the words of the other side. */
  readonly cause?: string;
  /** What to try next. */
  readonly advice?: readonly string[];
  /** The error of Azure: its code, HTTP status and target. */
  readonly azure?: { readonly code: string; readonly status?: number; readonly target?: string };
  /** Azure's or the other side's id of the request, for support. */
  readonly requestId?: string;
  /** Earliest time for another try, in milliseconds from now (Retry-After). */
  readonly retryAfter?: number;
  /** True: the call was definitely refused before it did anything, so it may be sent again. */
  readonly refused?: boolean;
  /** True: the call ended without an answer; whether it happened is not known. */
  readonly unanswered?: boolean;
  /** Nothing was sent: the step waits for this event, until then at most, and is called again. */
  readonly awaits?: { readonly event: string; readonly until: number };
}

/** A {@link Failure} on its way up. Thrown by nodes and services; never shown raw. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

export const fail = (code: ErrorCode, message: string, more: Omit<Failure, 'code' | 'message'> = {}): FailureError =>
  new FailureError({ code, message, ...more });

/** Turns anything thrown into a failure. Unknown errors become `otherwise` and keep only their message. */
export function failureOf(thrown: unknown, otherwise: ErrorCode = 'node_failed'): Failure {
  if (thrown instanceof FailureError) return thrown.failure;
  return { code: otherwise, message: sentenceOf(thrown) };
}

/** Anything can be thrown, also what has no text at all. */
function sentenceOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'It threw something that is no error.';
  }
}
