// What the page's security policy asks of the window: styles carry the nonce that the server put into this page, and addresses of
// scripts are named as ours before the browser takes them. No other place makes styles or workers.

/** Undefined outside a page of the server (in development and in tests). */
export const styleNonce: string | undefined =
  typeof document === 'undefined' ? undefined : document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined;

/**
 * The schema library tries once whether it may make functions of texts. It may not, and need not: asking alone is a violation.
 * Set before any schema is used, without loading the library.
 */
export function makeNoFunctions(): void {
  const all = globalThis as { __zod_globalConfig?: { jitless?: boolean } };
  all.__zod_globalConfig ??= {};
  all.__zod_globalConfig.jitless = true;
}

interface ScriptAddresses {
  createScriptURL(url: string): unknown;
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptAddresses;
}

let addresses: ScriptAddresses | null = null;

/** The address of a worker that was built with this window. Another origin's is refused. */
export function trustedScript(url: string): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (types === undefined) return url;
  addresses ??= types.createPolicy('vaultflow', {
    createScriptURL(text) {
      if (new URL(text, location.href).origin !== location.origin) throw new TypeError(`${text} is no script of this server.`);
      return text;
    },
  });
  // Browsers take the trusted address where TypeScript knows only texts.
  return addresses.createScriptURL(url) as string;
}
