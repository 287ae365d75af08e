// Asks before something that cannot be taken back: `if (await confirm({ … }))`. With `typeName` the name has to be typed.
export interface Question {
  readonly title: string;
  /** What will happen, in a sentence. */
  readonly text: string;
  /** The word on the button: "Delete". */
  readonly action: string;
  /** The name to type before the button works. */
  readonly typeName?: string;
  readonly destructive?: boolean;
}

export interface OpenQuestion extends Question {
  readonly answer: (yes: boolean) => void;
}

let open: OpenQuestion | null = null;
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

export function confirm(question: Question): Promise<boolean> {
  open?.answer(false);
  return new Promise((resolve) => {
    open = {
      ...question,
      answer: (yes) => {
        open = null;
        tell();
        resolve(yes);
      },
    };
    tell();
  });
}

export const questionNow = (): OpenQuestion | null => open;

export const onQuestion = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
