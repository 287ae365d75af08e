// For reads of what may not be there: Azure's 404 becomes null, anything else stays an error.
import { failureOf } from '../../kit/errors.ts';

export function nullIfMissing(error: unknown): null {
  if (failureOf(error).azure?.status === 404) return null;
  throw error;
}
