// What an attack on the expression language looks like as data: its class, what is written between {{ and }}, and how it must end.
// Collected by how it ends, so that one look at a list says what the language promises there.

export interface Payloads {
  /** Of the attack: `constructor walks`. */
  readonly class: string;
  /** Must not even compile. */
  readonly refused?: readonly string[];
  /** Names are computed or data: it compiles and finds nothing (null, an empty list, 0 or false). */
  readonly nothing?: readonly string[];
  /** Compiles; ends with `expression_failed`. */
  readonly failed?: readonly string[];
  /** Compiles; ends with `expression_budget`. */
  readonly stopped?: readonly string[];
  /** Compiles and gives exactly this, as data. */
  readonly plain?: readonly (readonly [expression: string, value: unknown])[];
}
