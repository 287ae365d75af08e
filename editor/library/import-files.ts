// Takes files that somebody picked or dropped, as many as there are: flows, templates, and samples beside a flow. Every good file is
// imported, whatever is wrong with the others; of each that is not, it says where and why.
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import { type Answer, ApiError, call, keys, queryClient } from '../api.ts';
import { chooseFiles, wordsOfProblem } from '../document/files.ts';
import { createFlow, createTemplate, type Document } from '../home/start-flow.ts';
import { count } from '../ui/format.ts';
import type { Report, ReportEntry } from '../ui/report.ts';
import { showReport } from '../ui/report.ts';

interface PickedFile {
  readonly name: string;
  text(): Promise<string>;
}

interface Became extends ReportEntry {
  readonly flowId?: string;
}

const SAMPLES = /\.samples\.json$/i;
/** Of one file; the next import says the rest. */
const SHOWN = 20;

/** The address to go to: of the one thing that was imported and needs no word. Null: a report is shown, or nothing was picked. */
export async function importFiles(files: readonly PickedFile[]): Promise<string | null> {
  if (files.length === 0) return null;
  const became: Became[] = [];
  const flowOf = new Map<string, string>();
  // Samples come last: the flow that they belong to may be among the files.
  const [flows, samples] = [files.filter(({ name }) => !SAMPLES.test(name)), files.filter(({ name }) => SAMPLES.test(name))];
  for (const file of flows) {
    const one = await importOne(file);
    became.push(one);
    if (one.flowId) flowOf.set(stemOf(file.name), one.flowId);
  }
  for (const file of samples) became.push(await importSamples(file, flowOf.get(stemOf(file.name))));
  await Promise.all([keys.flows(), keys.library].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  const [first] = became;
  const done = became.filter(({ tone }) => tone !== 'bad');
  // A flow with problems opens too: its list of problems names the steps, and each can be gone to.
  if (first?.to && done.length === files.length && flows.length === 1) return first.to;
  showReport(reportOf(became));
  return null;
}

export async function importChosenFiles(): Promise<string | null> {
  return importFiles(await chooseFiles());
}

function reportOf(became: readonly ReportEntry[]): Report {
  const bad = became.filter(({ tone }) => tone === 'bad').length;
  const mend = became.filter(({ tone }) => tone === 'mend').length;
  const all = became.length;
  const taken = all - bad;
  const title =
    taken === 0
      ? all === 1
        ? 'The file could not be imported'
        : 'No file could be imported'
      : `${taken} of ${count(all, 'file')} imported`;
  const says = [
    ...(bad > 0 && taken > 0 ? [`${bad} could not be read and ${bad === 1 ? 'was' : 'were'} left out.`] : []),
    ...(mend > 0 ? [`${mend} cannot run yet: open ${mend === 1 ? 'it' : 'them'} to mend what is named.`] : []),
  ];
  return { title, intro: says.join(' '), entries: became };
}

const stemOf = (name: string): string => name.replace(/(\.samples|\.flow)?\.json$/i, '');

async function importOne(file: PickedFile): Promise<Became> {
  const bad = (...says: readonly string[]): Became => ({ name: file.name, tone: 'bad', says });
  try {
    const text = await file.text();
    const value = jsonOf(text);
    if (isTemplate(value)) {
      const { id, title } = await createTemplate(value as Document);
      void queryClient.invalidateQueries({ queryKey: keys.templates });
      return { name: file.name, tone: 'good', says: [`The template “${title}”.`], to: `/templates/${id}` };
    }
    const { readFlowFile } = await import('../../nodes/kit/flow-file.ts');
    const read = readFlowFile(text);
    if ('problems' in read) {
      const lines = read.problems.slice(0, SHOWN).map((problem) => wordsOfProblem(problem, read.isJson));
      const more = read.problems.length - lines.length;
      return bad(...(read.isJson ? ['This is not a flow:'] : []), ...lines, ...(more > 0 ? [`And ${more} more.`] : []));
    }
    const flow = await createFlow(read.flow as unknown as Document);
    const errors = flow.problems.filter(({ severity }) => severity === 'error');
    return {
      name: file.name,
      tone: errors.length > 0 ? 'mend' : 'good',
      says: errors.length > 0 ? linesOf(errors) : [`The flow “${flow.name}”${flow.folder === '' ? '' : ` in ${flow.folder}`}.`],
      to: `/flows/${flow.id}`,
      flowId: flow.id,
    };
  } catch (error) {
    return bad(...sentencesOf(error));
  }
}

async function importSamples(file: PickedFile, flowId: string | undefined): Promise<Became> {
  const bad = (...says: readonly string[]): Became => ({ name: file.name, tone: 'bad', says });
  if (flowId === undefined) return bad(`Samples are imported together with their flow: pick ${stemOf(file.name)}.flow.json too.`);
  try {
    const value = jsonOf(await file.text());
    if (value === undefined) return bad('This is not JSON.');
    const { readSamples } = await import('../../nodes/kit/testing/samples-file.ts');
    const read = readSamples(value);
    if ('problems' in read)
      return bad(...read.problems.slice(0, SHOWN).map(({ path, message }) => `${path || 'the document'}: ${message}.`));
    await call('saveSamples', { params: { id: flowId }, body: { samples: read.samples as Answer<'getSamples'>['samples'] } });
    for (const test of read.tests)
      await call('createTest', { params: { id: flowId }, body: { test } as Parameters<typeof call<'createTest'>>[1]['body'] });
    return {
      name: file.name,
      tone: 'good',
      says: [
        `${read.tests.length > 0 ? `${count(read.tests.length, 'test')}, sample` : 'Sample'} data of ${count(Object.keys(read.samples).length, 'step')}.`,
      ],
    };
  } catch (error) {
    return bad(...sentencesOf(error));
  }
}

const linesOf = (problems: readonly ProblemItem[]): readonly string[] => [
  ...problems.slice(0, SHOWN).map(({ nodeId, path, message }) => `${nodeId ? `Step “${nodeId}”` : path || 'The flow'}: ${message}`),
  ...(problems.length > SHOWN ? [`And ${problems.length - SHOWN} more.`] : []),
];

function sentencesOf(error: unknown): readonly string[] {
  if (error instanceof ApiError && error.problems.length > 0) return linesOf(error.problems);
  return [error instanceof Error ? error.message : String(error)];
}

/** Undefined when it is no JSON; reading it as a flow then says where it breaks off. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

const isTemplate = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'flow' in value && 'parameters' in value && !('nodes' in value);
