// For tests: reads PowerShell with tree-sitter. It finds broken syntax and says which commands a script calls, with which parameters.
import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

const require = createRequire(import.meta.url);

interface Command {
  readonly name: string;
  /** Without the dash. */
  readonly parameters: readonly string[];
  /** Quoted values by parameter. */
  readonly values: { readonly [parameter: string]: string };
  /** Names of splatted tables. */
  readonly splats: readonly string[];
  /** Arguments that are bare words. */
  readonly bare: readonly string[];
}

export interface Script {
  readonly broken: readonly string[];
  readonly commands: readonly Command[];
  readonly functions: readonly string[];
}

export async function powershell(): Promise<(text: string) => Script> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')));
  return (text) => {
    const tree = parser.parse(text);
    if (!tree) throw new Error('nothing was parsed');
    const all = everything(tree.rootNode);
    return {
      broken: all
        .filter((node) => node.isError || node.isMissing)
        .map((node) => `${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`),
      commands: all.filter(({ type }) => type === 'command').map(commandOf),
      functions: all.filter(({ type }) => type === 'function_name').map((node) => node.text),
    };
  };
}

function everything(node: Node): Node[] {
  return [node, ...node.children.flatMap((child) => (child ? everything(child) : []))];
}

function commandOf(node: Node): Command {
  const name = node.childForFieldName('command_name')?.text ?? node.children.find((child) => child?.type === 'command_name')?.text ?? '';
  const elements = node.children
    .flatMap((child) => (child?.type === 'command_elements' ? child.children : []))
    .filter((child) => child !== null);
  const parameters: string[] = [];
  const values: { [parameter: string]: string } = {};
  const splats: string[] = [];
  const bare: string[] = [];
  let last: string | null = null;
  for (const element of elements) {
    if (element.type === 'command_parameter') {
      last = element.text.replace(/^-/, '').replace(/:$/, '');
      parameters.push(last);
      continue;
    }
    const text = element.text.trim();
    if (text === '') continue;
    if (/^@[A-Za-z]/.test(text)) splats.push(text.slice(1));
    else if (element.type === 'generic_token') bare.push(text);
    const quoted = /^'((?:[^']|'')*)'$/.exec(text)?.[1];
    if (last !== null && quoted !== undefined) values[last] = quoted;
    last = null;
  }
  return { name, parameters, values, splats, bare };
}
