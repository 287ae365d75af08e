// Reads a flow from text and says what is wrong with it where it stands: line and column of each problem. For files that people
// edit, merge in git and send to each other.
import { type Flow, parseFlow } from './flow.ts';
import { placesIn } from './json-places.ts';

interface FileProblem {
  /** From 1; null: nowhere in particular. */
  readonly line: number | null;
  readonly column: number | null;
  /** JSON pointer into the document; empty for text that is no JSON. */
  readonly path: string;
  readonly message: string;
}

type Read = { readonly flow: Flow } | { readonly isJson: boolean; readonly problems: readonly FileProblem[] };

export function readFlowFile(file: string): Read {
  // An editor on Windows may have put a mark of the encoding first.
  const text = file.startsWith('\uFEFF') ? file.slice(1) : file;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return { isJson: false, problems: [notJson(text, thrown instanceof Error ? thrown.message : '')] };
  }
  const parsed = parseFlow(value);
  if ('flow' in parsed) return parsed;
  const { places } = placesIn(text);
  return {
    isJson: true,
    problems: parsed.problems.map(({ path, message }) => ({
      ...lineAt(text, placeOf(places, path, text)),
      path,
      message: message.replace(/\.$/, ''),
    })),
  };
}

function notJson(text: string, reason: string): FileProblem {
  if (text.trim() === '') return { line: null, column: null, path: '', message: 'The file is empty' };
  const conflict = /^(<{7}|={7}|>{7})/m.exec(text);
  if (conflict) return { ...lineAt(text, conflict.index), path: '', message: 'A merge conflict of git is not resolved here' };
  const { broken } = placesIn(text);
  if (!broken) return { line: null, column: null, path: '', message: `This is not JSON: ${reason}` };
  const found =
    text[broken.offset] === undefined ? 'the file ends' : `“${text.slice(broken.offset).split(/\s/)[0]?.slice(0, 20)}” stands there`;
  return { ...lineAt(text, broken.offset), path: '', message: `This is not JSON: expected ${broken.expected}, but ${found}` };
}

/** The place of what a pointer names; of what is missing, the place of what should hold it. */
function placeOf(places: ReadonlyMap<string, number>, path: string, text: string): number {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const place = places.get(at);
    if (place !== undefined) return place;
  }
  return text.search(/\S/);
}

function lineAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
