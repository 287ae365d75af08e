// How long the last look is believed: two looks and a half. After that nobody claims to know how an item stands.
export const STALE_MS = 150 * 60_000;
