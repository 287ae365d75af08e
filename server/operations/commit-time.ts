// How long it takes until what was asked of the journal is on disk: the first number to look at when everything is slow.
import type { Journal } from '../journal/contract.ts';
import { histogram } from './histogram.ts';

const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** The same journal, with a watch held beside what writes. */
export function timedJournal(journal: Journal) {
  const times = histogram('vaultflow_journal_commit_seconds', 'From asking the journal to write until it is on disk', bounds);
  const timed = <T>(answer: Promise<T>): Promise<T> => {
    const began = performance.now();
    const done = () => times.observe({}, (performance.now() - began) / 1_000);
    // A refusal took nothing to disk.
    answer.then(done, () => undefined);
    return answer;
  };
  const watched: Journal = {
    ...journal,
    createRun: (run, claim) => timed(journal.createRun(run, claim)),
    write: (runId, epoch, writes) => timed(journal.write(runId, epoch, writes)),
  };
  return { journal: watched, text: times.text };
}
