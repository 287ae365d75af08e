// What a side of a comparison is called.
import type { Side } from './shelf.ts';

/** @example nameOfSide({ number: 3, flow }) // 'version 3' */
export const nameOfSide = ({ number }: Pick<Side, 'number'>): string => (number === null ? 'the draft' : `version ${number}`);
