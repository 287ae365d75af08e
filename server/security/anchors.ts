// Where the audit stood, kept outside of its database: a line in a file at each start, each hour and each stop. Whoever puts an older
// copy of the database in place of the present one has to come by this file too; copy it off the machine, and the log line with it.
import { appendFile, readFile } from 'node:fs/promises';
import type { Anchor } from '../store/audit-chain.ts';

const EVERY_MS = 3_600_000;
const KEPT = 1_000;

export interface AnchorDeps {
  readonly file: string;
  readonly now: () => Promise<Anchor | null>;
  readonly trouble: (error: unknown) => void;
}

const isAnchor = (value: unknown): value is Anchor =>
  typeof value === 'object' &&
  value !== null &&
  Number.isSafeInteger((value as Anchor).number) &&
  typeof (value as Anchor).hash === 'string' &&
  typeof (value as Anchor).seal === 'string';

export function createAnchors({ file, now, trouble }: AnchorDeps) {
  let timer: NodeJS.Timeout | null = null;
  let last = -1;

  async function drop(): Promise<void> {
    try {
      const anchor = await now();
      if (!anchor || anchor.number === last) return;
      await appendFile(file, `${JSON.stringify({ ...anchor, at: new Date().toISOString() })}\n`, { mode: 0o600 });
      last = anchor.number;
    } catch (error) {
      trouble(error);
    }
  }

  return {
    /** The latest ones. A line that is none is no anchor: half of one may stand at the end after a power cut. */
    async read(): Promise<Anchor[]> {
      const text = await readFile(file, 'utf8').catch(() => '');
      return text
        .split('\n')
        .slice(-KEPT)
        .flatMap((line) => {
          try {
            const value: unknown = JSON.parse(line);
            return isAnchor(value) ? [value] : [];
          } catch {
            return [];
          }
        });
    },
    async start(): Promise<void> {
      await drop();
      timer = setInterval(() => void drop(), EVERY_MS).unref();
    },
    async stop(): Promise<void> {
      if (timer) clearInterval(timer);
      timer = null;
      await drop();
    },
  };
}

export type Anchors = ReturnType<typeof createAnchors>;
