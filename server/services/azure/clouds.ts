// The clouds and their two addresses: Resource Manager and the sign-in authority. A custom cloud (Azure Stack, a simulator over
// TLS) names its own, with its own certificate authority if it has one.
import type { AzureConnection } from '../../../nodes/kit/connection-kinds.ts';

export interface Cloud {
  readonly endpoint: string;
  readonly authority: string;
  /** Whom tokens are for. */
  readonly audience: string;
  /** Not one of Microsoft's own: nobody else can vouch for the authority. */
  readonly custom: boolean;
  readonly ca?: string;
}

const clouds = {
  public: { endpoint: 'https://management.azure.com', authority: 'https://login.microsoftonline.com', portal: 'https://portal.azure.com' },
  usgov: {
    endpoint: 'https://management.usgovcloudapi.net',
    authority: 'https://login.microsoftonline.us',
    portal: 'https://portal.azure.us',
  },
  china: {
    endpoint: 'https://management.chinacloudapi.cn',
    authority: 'https://login.chinacloudapi.cn',
    portal: 'https://portal.azure.cn',
  },
} as const;

/** Reached by name whatever they resolve to: Private Link gives Resource Manager a private address. */
export const azureHosts: readonly string[] = Object.values(clouds).flatMap((cloud) => [
  `${new URL(cloud.endpoint).host}:443`,
  `${new URL(cloud.authority).host}:443`,
]);

export function cloudOf(connection: AzureConnection): Cloud {
  if (connection.credential === 'practice') return { ...clouds.public, audience: clouds.public.endpoint, custom: true };
  if (connection.cloud !== 'custom') return { ...clouds[connection.cloud], audience: clouds[connection.cloud].endpoint, custom: false };
  const bare = (url: string | undefined) => (url ?? '').replace(/\/+$/, '');
  return {
    endpoint: bare(connection.endpoint),
    authority: bare(connection.authority),
    audience: bare(connection.audience ?? clouds.public.endpoint),
    custom: true,
    ...(connection.ca ? { ca: connection.ca } : {}),
  };
}

/** A resource in the portal of its cloud; null for practice and clouds of one's own. */
export const portalPage = (connection: AzureConnection, resourceId: string): string | null =>
  connection.credential === 'practice' || connection.cloud === 'custom'
    ? null
    : `${clouds[connection.cloud].portal}/#resource${encodeURI(resourceId)}`;
