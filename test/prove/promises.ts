// What Vaultflow promises, by what means, and which proof says so. `open`: what the proof does not show yet.

export interface PromiseRow {
  readonly id: string;
  readonly promise: string;
  readonly mechanism: string;
  /** Names of the parts that prove it; none: nothing does. */
  readonly parts: readonly string[];
  readonly open?: string;
}

export const promises: readonly PromiseRow[] = [
  {
    id: 'P1',
    promise: 'Accepted is durable',
    mechanism: 'Event, deduplication key and run are one transaction, on disk before the 202',
    parts: ['kills', 'simulation'],
  },
  {
    id: 'P2',
    promise: 'A finished step never runs again',
    mechanism: 'A checkpoint per step key, written once, under the epoch of the claim',
    parts: ['kills', 'simulation'],
  },
  {
    id: 'P3',
    promise: 'A step that was cut off is called again with the same key',
    mechanism: 'Key: uuid v5 of run and step key, sent with every write',
    parts: ['kill-after-call', 'simulation'],
  },
  {
    id: 'P4',
    promise: 'What destroys is never sent twice by the machine',
    mechanism: 'Intent on disk before the call; after a crash it looks, and asks a person where it cannot know',
    parts: ['kill-before-call', 'kill-after-call', 'simulation'],
  },
  {
    id: 'P5',
    promise: 'A schedule fires once for each planned time',
    mechanism: 'Schedule and planned time are the deduplication key; what was missed is recorded',
    parts: ['schedules', 'machines'],
  },
  {
    id: 'P6',
    promise: 'Who has lost a run writes nothing',
    mechanism: 'Every write carries the epoch of its claim; a refused write takes those behind it along',
    parts: ['machines', 'simulation'],
  },
  {
    id: 'P7',
    promise: 'A run ends on the version it began with',
    mechanism: 'Versions are immutable; a run names its own',
    parts: ['simulation'],
  },
  {
    id: 'P8',
    promise: 'Runs of one key keep their order and their place',
    mechanism: 'The place is decided in the accepting transaction, and handed on with the end',
    parts: ['journals', 'simulation'],
  },
  {
    id: 'P9',
    promise: 'Cancelled: no new step within a second',
    mechanism: 'The cancel is on disk before it is answered, and called out to every machine',
    parts: ['ends', 'machines', 'simulation'],
  },
  {
    id: 'P10',
    promise: 'Everything has a time-out',
    mechanism: 'Request 60 s, step 15 min, run by its setting; waits cost a row',
    parts: ['ends'],
  },
  {
    id: 'P11',
    promise: 'Retries do no harm',
    mechanism: 'Full jitter, Retry-After wins, only after a definite refusal or for what changes nothing',
    parts: ['ends'],
  },
  {
    id: 'P12',
    promise: 'Overload is refused, not swallowed',
    mechanism: 'Bounds on what waits and on what is being accepted, then 429 with Retry-After; waiting runs are rows, not memory',
    parts: ['overload'],
  },
  {
    id: 'P13',
    promise: 'A stop loses nothing',
    mechanism: 'Steps under way get their grace, the rest goes on after the next start or elsewhere',
    parts: ['machines', 'kills'],
  },
  {
    id: 'P14',
    promise: 'A step that kills the process is set aside',
    mechanism: 'Steps under way at a death are blamed in the journal; suspects go on one by one; after three deaths it is not called again',
    parts: ['set-aside'],
  },
  {
    id: 'P15',
    promise: 'A full disk refuses new runs and nothing else',
    mechanism: '507 with `storage_full`; reads go on; runs are taken up again once there is room',
    parts: ['disk-full'],
  },
  {
    id: 'P16',
    promise: 'Clock jumps do no harm',
    mechanism: 'Order by journal sequence; planned times are keys; timers are monotonic',
    parts: ['schedules', 'simulation'],
  },
  {
    id: 'P17',
    promise: 'Damage is found, not served',
    mechanism: 'The file is checked before the first write; the newest whole backup is named',
    parts: ['damage'],
    open: 'A flipped byte inside a value is not found by SQLite’s check.',
  },
  { id: 'P18', promise: 'Old runs go, in small pieces', mechanism: 'Retention by age, a slice at a time', parts: ['retention'] },
  {
    id: 'P19',
    promise: 'Upgrades keep what was there',
    mechanism: 'Numbered schema steps in one transaction; a newer file is refused',
    parts: ['journals'],
    open: 'Histories of earlier releases are not replayed: there is no earlier release.',
  },
  {
    id: 'P20',
    promise: 'One machine and many mean the same',
    mechanism: 'One conformance suite for every journal',
    parts: ['journals', 'machines'],
  },
];
