// The clouds and their addresses: Resource Manager, the sign-in authority, and the services that have hosts of their own. A custom
// cloud (Azure Stack, a simulator over TLS) names the first two, with its own certificate authority if it has one.
import type { AzureDataService } from '../../../nodes/kit/capabilities-azure.ts';
import type { AzureConnection } from '../../../nodes/kit/connection-kinds.ts';

/** A service with hosts of its own: `*.` stands for any name before it. Tokens are for that service alone. */
interface DataPlane {
  readonly hosts: readonly string[];
  readonly audience: string;
}

export interface Cloud {
  readonly endpoint: string;
  readonly authority: string;
  /** Whom tokens are for. */
  readonly audience: string;
  readonly data: { readonly [service in AzureDataService]?: DataPlane };
  /** Not one of Microsoft's own: nobody else can vouch for the authority. */
  readonly custom: boolean;
  readonly ca?: string;
}

const plane = (audience: string, ...hosts: string[]): DataPlane => ({ audience: `https://${audience}`, hosts });

/** Storage signs in at one audience in all clouds. */
const dataPlanes = {
  public: {
    keyVault: plane('vault.azure.net', '*.vault.azure.net'),
    storage: plane('storage.azure.com', '*.blob.core.windows.net', '*.file.core.windows.net', '*.queue.core.windows.net'),
    logAnalytics: plane('api.loganalytics.io', 'api.loganalytics.io', 'api.loganalytics.azure.com'),
  },
  usgov: {
    keyVault: plane('vault.usgovcloudapi.net', '*.vault.usgovcloudapi.net'),
    storage: plane('storage.azure.com', '*.blob.core.usgovcloudapi.net', '*.file.core.usgovcloudapi.net', '*.queue.core.usgovcloudapi.net'),
    logAnalytics: plane('api.loganalytics.us', 'api.loganalytics.us'),
  },
  china: {
    keyVault: plane('vault.azure.cn', '*.vault.azure.cn'),
    storage: plane('storage.azure.com', '*.blob.core.chinacloudapi.cn', '*.file.core.chinacloudapi.cn', '*.queue.core.chinacloudapi.cn'),
    logAnalytics: plane('api.loganalytics.azure.cn', 'api.loganalytics.azure.cn'),
  },
} as const;

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
export const azureHosts: readonly string[] = Object.values(clouds)
  .flatMap((cloud) => [`${new URL(cloud.endpoint).host}:443`, `${new URL(cloud.authority).host}:443`])
  .concat(Object.values(dataPlanes).flatMap((planes) => Object.values(planes).flatMap(({ hosts }) => hosts.map((host) => `${host}:443`))));

/** The cloud that a vault's name belongs to: who signs in there, and for whom. Null: none of Microsoft's. */
export function vaultCloud(host: string): { readonly authority: string; readonly audience: string } | null {
  for (const [name, { keyVault }] of Object.entries(dataPlanes))
    if (keyVault.hosts.some((pattern) => host.toLowerCase().endsWith(pattern.slice(1))))
      return { authority: clouds[name as keyof typeof clouds].authority, audience: keyVault.audience };
  return null;
}

export function cloudOf(connection: AzureConnection): Cloud {
  if (connection.credential === 'practice')
    return { ...clouds.public, audience: clouds.public.endpoint, data: dataPlanes.public, custom: true };
  if (connection.cloud !== 'custom') {
    const cloud = clouds[connection.cloud];
    return { ...cloud, audience: cloud.endpoint, data: dataPlanes[connection.cloud], custom: false };
  }
  const bare = (url: string | undefined) => (url ?? '').replace(/\/+$/, '');
  return {
    endpoint: bare(connection.endpoint),
    authority: bare(connection.authority),
    audience: bare(connection.audience ?? clouds.public.endpoint),
    data: ownPlanes(bare(connection.endpoint)),
    custom: true,
    ...(connection.ca ? { ca: connection.ca } : {}),
  };
}

/** A cloud of one's own names its hosts after one domain: management.local.azurestack.external, vault.local.azurestack.external. */
function ownPlanes(endpoint: string): Cloud['data'] {
  const domain = /^https:\/\/(?:admin)?management\.([a-z0-9.-]+)(?::\d+)?$/i.exec(endpoint)?.[1];
  if (domain === undefined) return {};
  return {
    keyVault: plane(`vault.${domain}`, `*.vault.${domain}`),
    storage: plane('storage.azure.com', `*.blob.${domain}`, `*.file.${domain}`, `*.queue.${domain}`),
  };
}

/** A resource in the portal of its cloud; null for practice and clouds of one's own. */
export const portalPage = (connection: AzureConnection, resourceId: string): string | null =>
  connection.credential === 'practice' || connection.cloud === 'custom'
    ? null
    : `${clouds[connection.cloud].portal}/#resource${encodeURI(resourceId)}`;
