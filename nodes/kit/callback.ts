// How a callback is called between the step that makes its address, the step that waits for it, and the door it comes through. The
// last part of the address cannot be guessed and says which callback it is.

/** Event that a waiting step stands for. */
export const callbackEvent = (token: string): string => `callback:${token}`;

/** Null: this is no address of a callback. */
export function callbackToken(url: string): string | null {
  return /\/callbacks\/([\w-]{60,260})$/.exec(url.trim())?.[1] ?? null;
}
