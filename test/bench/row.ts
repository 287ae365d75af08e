// One line of the benchmark table: a measured value beside its floor, both from the same run.
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly floor?: { readonly name: string; readonly value: number };
  /** value / floor, where larger is better. */
  readonly ratio?: number;
  readonly goal?: string;
}
