// Flows as files in folders, as git keeps them: which files a flow is written to, and which files a folder holds. Reading and writing
// the server is the commands' own.
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../nodes/kit/errors.ts';
import { type Flow, parseFlow } from '../../nodes/kit/flow.ts';
import { writeFlow } from '../../nodes/kit/flow-text.ts';
import { fileStem } from '../../nodes/kit/library.ts';
import { type SamplesFile, samplesFileOf, writeSamples } from '../../nodes/kit/testing/samples-file.ts';
import type { FlowResource } from '../../nodes/kit/wire/flows.ts';

/** The flow as a file has it: with its folder and its tags. */
export function flowText({ document, folder, tags }: Pick<FlowResource, 'document' | 'folder' | 'tags'>): string {
  const placed = { ...document, ...(folder === '' ? {} : { folder }), ...(tags.length === 0 ? {} : { tags }) };
  const parsed = parseFlow(placed);
  return writeFlow('flow' in parsed ? parsed.flow : (placed as unknown as Flow));
}

/** Writes the flow where it lies in the library, its samples and tests beside it; says the files. `taken`: those written before. */
export function writeInto(top: string, flow: FlowResource, beside: SamplesFile, taken: Set<string>): readonly string[] {
  const folder = join(top, ...flow.folder.split('/'));
  const stem = fileStem(flow.name);
  let path = join(folder, `${stem}.flow.json`);
  // Two flows may have one name; two files in a folder may not.
  for (let number = 2; taken.has(path); number++) path = join(folder, `${stem}-${number}.flow.json`);
  taken.add(path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, flowText(flow));
  if (Object.keys(beside.samples).length + beside.tests.length === 0) return [path];
  writeFileSync(samplesFileOf(path), writeSamples(beside));
  return [path, samplesFileOf(path)];
}

const samples = /\.samples\.json$/i;

/** The files that are named, and of folders all that hold flows or templates. Samples come with their flow. */
export function filesIn(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) throw fail('not_found', `There is no file ${path}.`);
    if (!found.isDirectory()) return samples.test(path) ? [] : [path];
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
    return names.filter((name) => /\.(flow|template)\.json$/i.test(name)).map((name) => join(path, name));
  });
}
