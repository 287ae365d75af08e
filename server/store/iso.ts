// Times are kept as epoch milliseconds and told as ISO 8601 in UTC.
export const iso = (at: number): string => new Date(at).toISOString();
