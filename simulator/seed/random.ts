// Repeatable chance: the same seed and label give the same numbers and ids, whatever else is drawn in between.
import { createHash } from 'node:crypto';

export interface Chance {
  /** 0 <= n < 1, different for every call. */
  next(): number;
  /** A whole number from..to, both included. */
  whole(from: number, to: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  guid(): string;
  /** 15 digits, as recovery points are named. */
  digits(): string;
}

export function chance(seed: number, label: string): Chance {
  let count = 0;
  const bytes = () => createHash('sha256').update(`${seed}/${label}/${count++}`).digest();
  const next = () => bytes().readUInt32BE(0) / 2 ** 32;
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    whole,
    pick: (from) => from[whole(0, from.length - 1)] ?? from[0],
    guid: () => {
      const hex = bytes().toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    digits: () => String(100_000_000_000_000 + (bytes().readUIntBE(0, 6) % 900_000_000_000_000)),
  };
}
