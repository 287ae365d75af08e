// What every field of a form may need from its surroundings: problems at its path, live choices, and, in a flow, the names an
// expression can use. A form without `expression` (a connection, a run's inputs) has fixed values only.
import { createContext, useContext } from 'react';
import type { Json } from '../../nodes/kit/json.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';

export type FieldPath = readonly (string | number)[];

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly detail?: string | undefined;
}

export interface FormContext {
  /** Problems at a path and below; the path is relative to the form's value. */
  readonly problemsAt: (path: FieldPath) => readonly ProblemItem[];
  /** Not wrong, only not filled in yet: said calmly. */
  readonly isCalm?: (problem: ProblemItem) => boolean;
  /** Somebody has left this field. */
  readonly onLeave?: (path: FieldPath) => void;
  readonly readOnly: boolean;
  /** A field as a whole may be an expression. A trigger's may not: it is read before there is a run; only what it hands on may. */
  readonly mayExpress?: boolean;
  /** Present where fields may hold expressions: the id of the node whose names they see. */
  readonly nodeId: string | null;
  /** Asks for live choices. The key says what they depend on. */
  readonly choices: { readonly key: readonly unknown[]; readonly ask: (name: string, search: string) => Promise<readonly Choice[]> } | null;
  /** The param that decides the shape of others, when it has a fixed value: GET /api/node-types/:type/forms/:value. */
  readonly formBy?: { readonly type: string; readonly value: string } | null;
  /** Field to focus when it appears. */
  readonly focusPath: string | null;
}

export const noProblems = (): readonly ProblemItem[] => [];

const FormContextObject = createContext<FormContext>({
  problemsAt: noProblems,
  readOnly: false,
  nodeId: null,
  choices: null,
  focusPath: null,
});

export const FormProvider = FormContextObject.Provider;
export const useForm = (): FormContext => useContext(FormContextObject);

/** What a widget gets. `onChange(undefined)` takes the value away. */
export interface WidgetProps {
  /** For label and control to find each other. */
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly path: FieldPath;
  readonly invalid: boolean;
  readonly disabled: boolean;
}

/** Problems of the whole as a lookup by path; the paths are JSON pointers that begin with `prefix`. */
export function problemLookup(problems: readonly ProblemItem[], prefix = ''): FormContext['problemsAt'] {
  const own = problems
    .filter(({ path }) => path.startsWith(prefix))
    .map((problem) => ({ ...problem, path: problem.path.slice(prefix.length) }));
  return (path) => {
    const at = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    return own.filter((problem) => problem.path === at || problem.path.startsWith(`${at}/`));
  };
}
