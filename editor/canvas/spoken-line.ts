// A card's line in the words of the canvas: a reference to another step is said with that step's title, an expression inside a
// sentence with the name of what it puts there. It only reads the text; what cannot be said shorter stays as it was written.

const reference = /\b(steps|errors|status)\.([a-z][A-Za-z0-9]*)((?:\??\.[A-Za-z_]\w*)*)/g;
const path = /^[A-Za-z_]\w*(?:\??\.[A-Za-z_]\w*)*$/;

/** @example spokenLine('of steps.list.items · All {{ steps.list.count }} are safe', () => 'List items') // 'of List items · All ‹count› are safe' */
export function spokenLine(line: string, titleOf: (id: string) => string | undefined): string {
  return line
    .replace(/\{\{\s*([\s\S]*?)\s*\}\}/g, (_, expression: string) => `‹${path.test(expression) ? expression.split('.').at(-1) : '…'}›`)
    .replace(reference, (written: string, root: string, id: string, rest: string, at: number, whole: string) => {
      const title = titleOf(id);
      // A call at the end is no name: `steps.list.items.filter(…)` is left to those who read code.
      if (title === undefined || whole[at + written.length] === '(') return written;
      if (root === 'errors') return `the error of ${title}`;
      if (root === 'status') return `the state of ${title}`;
      const names = rest.split(/\??\./).filter((name) => name !== '' && name !== 'items');
      return names.length === 0 ? title : `${names.join(' ')} of ${title}`;
    });
}
