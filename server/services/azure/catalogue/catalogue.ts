// The data files and what belongs into them: how the SDK is called (for this room), what the operations are and take (for the
// node "Azure Backup operation", which knows no SDK).
import { entryOf } from './entries.ts';
import { probeSdk } from './probe.ts';
import { schemasOf } from './schemas.ts';
import { readWords } from './words.ts';

const node = '../../../../nodes/azure-backup/operations/';

export async function catalogue(): Promise<readonly { readonly file: URL; readonly content: unknown }[]> {
  const operations = await probeSdk();
  const words = readWords();
  const methods = operations.map(({ id, group, method, args, paged }) => [id, { group, method, args, ...(paged ? { paged } : {}) }]);
  return [
    { file: new URL('../operation-methods.json', import.meta.url), content: Object.fromEntries(methods) },
    {
      file: new URL(`${node}operations.json`, import.meta.url),
      content: Object.fromEntries(operations.map((operation) => [operation.id, entryOf(operation, words)])),
    },
    { file: new URL(`${node}schemas.json`, import.meta.url), content: schemasOf(operations, words) },
  ];
}
