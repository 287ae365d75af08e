// Templates of moves and onboarding, MARS, the paired region, the archive, cost and ransomware.
import type { TemplateCase } from './use-template.ts';

export const casesB: readonly TemplateCase[] = [];
