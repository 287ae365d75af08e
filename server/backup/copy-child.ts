// Copies two files, in a process of its own: a process that opens and closes a file on which it holds SQLite's locks loses them.
import { copyFileSync, existsSync } from 'node:fs';

const [from = '', to = ''] = process.argv.slice(2);
copyFileSync(from, to);
// After the file: what was committed meanwhile stands here, and an end that is still being written does not count.
if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`);
