// Patterns that people write into a flow's inputs meet values that strangers send. A regular expression can take years over thirty
// characters; with this it is matched in linear time as soon as it backtracks too much. Holds for the whole process.
import { setFlagsFromString } from 'node:v8';

export const boundPatterns = (): void => setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
