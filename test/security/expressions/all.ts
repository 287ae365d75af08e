// Every attack on the expression language, by class.
import { constructorWalks } from './constructor-walks.ts';
import { doubleEvaluation } from './double-evaluation.ts';
import { hostNames } from './host-names.ts';
import { objectsWithTricks } from './objects-with-tricks.ts';
import { patterns } from './patterns.ts';
import type { Payloads } from './payload.ts';
import { prototypes } from './prototypes.ts';
import { syntaxTricks } from './syntax-tricks.ts';
import { tooLarge } from './too-large.ts';

export const allPayloads: readonly Payloads[] = [
  constructorWalks,
  prototypes,
  syntaxTricks,
  hostNames,
  objectsWithTricks,
  tooLarge,
  patterns,
  doubleEvaluation,
];
