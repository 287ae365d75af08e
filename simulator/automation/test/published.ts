// For tests: the published specification of Azure Automation as a judge. Its files refer to shared parts in another folder; where that
// folder is not at hand, the parts that are needed stand in definitions.json here.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { specs } from '../../test/spec.ts';
import { type Judge, judgeOf } from '../../test/validator.ts';

const folder = 'specification/automation/resource-manager/Microsoft.Automation';
const types = 'specification/common-types';
const files = ['job', 'runbook', 'account', 'variable', 'hybridRunbookWorkerGroup', 'hybridRunbookWorker'];

export async function automationJudge(): Promise<{ readonly judge: Judge; close(): void } | null> {
  if (!specs || !existsSync(join(specs, folder))) return null;
  const directory = mkdtempSync(join(tmpdir(), 'automation-specs-'));
  cpSync(join(specs, folder), join(directory, folder), { recursive: true });
  cpSync(join(specs, types), join(directory, types), { recursive: true });
  const shared = join(directory, folder, 'common/v1');
  if (!existsSync(join(shared, 'definitions.json'))) {
    mkdirSync(shared, { recursive: true });
    cpSync(new URL('./definitions.json', import.meta.url), join(shared, 'definitions.json'));
  }
  const judge = await judgeOf(
    files.map((file) => `${folder}/stable/2023-11-01/${file}.json`),
    directory,
  );
  return { judge, close: () => rmSync(directory, { recursive: true, force: true }) };
}
