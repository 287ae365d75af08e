// May this process be sent work? Asked by load balancers and orchestrators every few seconds, without a sign-in. It tries what work
// needs: a question to the database, and a write that is on disk when it is answered. Many who ask at once share one look.
import type { Readiness } from '../../nodes/kit/wire/operations.ts';
import type { Journal } from '../journal/contract.ts';
import type { Figures } from './figures.ts';

type Part = Readiness['parts'][number];

export interface ReadinessDeps {
  readonly figures: Pick<Figures, 'ping'>;
  readonly journal: Pick<Journal, 'takeToken'>;
  /** Everything that starts and advances runs is at work. */
  readonly started: () => boolean;
  readonly now?: () => number;
  /** How long a part may take to answer. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 2_000;
const GOOD_FOR_MS = 1_000;

export function createReadiness({ figures, journal, started, now = Date.now, patienceMs = PATIENCE_MS }: ReadinessDeps) {
  let last: { readonly at: number; readonly parts: Promise<readonly Part[]> } | null = null;

  const tried = async (name: Part['name'], good: string, work: () => Promise<unknown>): Promise<Part> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 1_000} seconds`)), patienceMs);
    });
    try {
      await Promise.race([work(), late]);
      return { name, ok: true, says: good };
    } catch (error) {
      return { name, ok: false, says: (error as Error).message.split('\n', 1)[0]?.slice(0, 200) ?? '' };
    } finally {
      clearTimeout(timer);
    }
  };

  const look = (): Promise<readonly Part[]> =>
    Promise.all([
      tried('database', 'answers', figures.ping),
      tried('journal', 'writes to disk', () => journal.takeToken('readiness', { perSecond: 1_000, burst: 1_000 }, now())),
    ]);

  return async (): Promise<Readiness> => {
    if (!last || now() - last.at > GOOD_FOR_MS || now() < last.at) last = { at: now(), parts: look() };
    const dispatcher: Part = started()
      ? { name: 'dispatcher', ok: true, says: 'at work' }
      : { name: 'dispatcher', ok: false, says: 'is still starting' };
    const parts = [...(await last.parts), dispatcher];
    return { ok: parts.every(({ ok }) => ok), parts };
  };
}
