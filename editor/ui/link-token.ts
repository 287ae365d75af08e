// The token in a link that the server printed: in the address of this window, or pasted.

/** The token of a pasted link, or the text itself. */
export function tokenIn(text: string): string {
  const match = /[#&]token=([^&\s]+)/.exec(text);
  return match ? decodeURIComponent(match[1] as string) : text.trim();
}
