// Where the server listens, and when it may: on this machine always; on a network only over TLS, its own or that of a proxy, and only
// once somebody has an account that looks after the installation. A refusal says which commands lead out of it.
import { readFileSync } from 'node:fs';
import { fail } from '../../nodes/kit/errors.ts';

export interface Binding {
  readonly host: string;
  /** Files of certificate and key, PEM. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** A proxy stands before: the address of the caller is what it says. */
  readonly behindProxy: boolean;
  /** The https:// address that people use is known. */
  readonly named: boolean;
}

type Text = (name: string) => string | null;

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

export const isLoopback = (host: string): boolean => loopback.test(host);

export function readBinding(text: Text, publicUrl: string | null): Binding {
  const host = text('HOST') ?? '127.0.0.1';
  if (!/^[\w.:[\]-]{1,253}$/.test(host)) throw fail('conflict', `HOST must be an address or a name, not “${host}”.`);
  const cert = text('VAULTFLOW_TLS_CERT');
  const key = text('VAULTFLOW_TLS_KEY');
  if ((cert === null) !== (key === null))
    throw fail('conflict', 'VAULTFLOW_TLS_CERT and VAULTFLOW_TLS_KEY belong together: two PEM files.');
  const proxy = text('VAULTFLOW_BEHIND_PROXY');
  if (proxy !== null && !/^(1|0|true|false)$/.test(proxy)) throw fail('conflict', 'VAULTFLOW_BEHIND_PROXY must be 1 or 0.');
  const behindProxy = proxy === '1' || proxy === 'true';
  if (behindProxy && !publicUrl?.startsWith('https://'))
    throw fail('conflict', 'Behind a proxy set VAULTFLOW_PUBLIC_URL to the https:// address that people use.');
  return {
    host: host.replace(/^\[|\]$/g, ''),
    tls: cert !== null && key !== null ? { cert, key } : null,
    behindProxy,
    named: publicUrl?.startsWith('https://') === true,
  };
}

/** Throws where others could reach a server that is open to them, or could read along. */
export function demandSafe({ host, tls, behindProxy, named }: Binding, someoneLooksAfter: boolean): void {
  if (isLoopback(host)) return;
  const lacking = [
    ...(someoneLooksAfter
      ? []
      : [
          'an administrator: start it on this machine (without HOST), open the link, and choose Settings > People; or set VAULTFLOW_ADMIN and VAULTFLOW_ADMIN_PASSWORD_FILE; or set up VAULTFLOW_OIDC_ISSUER with VAULTFLOW_OIDC_ADMIN_GROUP',
        ]),
    ...(tls || behindProxy
      ? []
      : [
          'TLS: set VAULTFLOW_TLS_CERT and VAULTFLOW_TLS_KEY, or, where a proxy does it, VAULTFLOW_BEHIND_PROXY=1 and VAULTFLOW_PUBLIC_URL=https://…',
        ]),
  ];
  if (!named && !behindProxy) lacking.push('VAULTFLOW_PUBLIC_URL: the https:// address that people use; calls for other names are refused');
  if (lacking.length === 0) return;
  throw fail('conflict', `Vaultflow does not listen on ${host} yet. It needs\n${lacking.map((what) => `  - ${what}`).join('\n')}`);
}

/** Reads certificate and key; a file that cannot be read is named. */
export function tlsOptions({ cert, key }: NonNullable<Binding['tls']>): {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: 'TLSv1.2';
} {
  const read = (name: string, file: string): Buffer => {
    try {
      return readFileSync(file);
    } catch (error) {
      throw fail('conflict', `${name} cannot be read: ${(error as Error).message}`);
    }
  };
  return { cert: read('VAULTFLOW_TLS_CERT', cert), key: read('VAULTFLOW_TLS_KEY', key), minVersion: 'TLSv1.2' };
}
