// PowerShell text in TypeScript: what is written is what is sent. A backslash is a backslash.
export const powershell = String.raw;
