// Which addresses and ports may be called. Only public unicast addresses and the usual ports, unless an administrator allows
// more: `host`, `*.host`, an address or a CIDR, each with or without `:port`, separated by commas.
import ipaddr from 'ipaddr.js';

interface Allowed {
  readonly host?: string;
  readonly network?: [ipaddr.IPv4 | ipaddr.IPv6, number];
  /** Null: the usual ports. */
  readonly port: number | null;
}

/** Ports that need no permission of their own. */
const usualPorts = {
  web: new Set([80, 443]),
  mail: new Set([25, 465, 587, 2525]),
  ssh: new Set([22]),
  database: new Set([5432, 6432]),
} as const;
export type Purpose = keyof typeof usualPorts;

/** Addresses that ipaddr.js counts as unicast but that lead inside a cloud host or a lab. */
const insiders = [
  '168.63.129.16/32',
  '192.0.0.0/24',
  '198.18.0.0/15',
  '100.64.0.0/10',
  'fd00:ec2::254/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
].map((text) => ipaddr.parseCIDR(text));

/** All of IPv6 that is in public use; outside it stand old spellings of IPv4 addresses (`::7f00:1`) that the library knows as unicast. */
const publicIPv6 = ipaddr.parseCIDR('2000::/3');

const isPublic = (ip: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  ip.range() === 'unicast' && (ip.kind() === 'ipv4' || inside(ip, publicIPv6)) && !insiders.some((network) => inside(ip, network));

export interface EgressRules {
  /** May this name be called at this port, whatever it resolves to? */
  hostAllowed(host: string, port: number, purpose: Purpose): boolean;
  /** Null when it may be called, else why not. */
  refusal(address: string, port: number, purpose: Purpose): string | null;
}

export function egressRules(text = ''): EgressRules {
  const allowed = text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '')
    .map(parse);
  const portFits = (entry: Allowed, port: number, purpose: Purpose) =>
    entry.port === null ? usualPorts[purpose].has(port) : entry.port === port;
  return {
    hostAllowed: (host, port, purpose) =>
      allowed.some((entry) => entry.host !== undefined && hostFits(entry.host, host.toLowerCase()) && portFits(entry, port, purpose)),
    refusal(address, port, purpose) {
      const ip = ipaddr.process(address);
      if (allowed.some((entry) => entry.network && inside(ip, entry.network) && portFits(entry, port, purpose))) return null;
      if (!isPublic(ip)) return `${ip.toString()} is not a public address`;
      if (!usualPorts[purpose].has(port)) return `port ${port} is not one of the usual ones`;
      return null;
    },
  };
}

function parse(entry: string): Allowed {
  const [, rest = '', port] = /^(.*?)(?::(\d{1,5}))?$/.exec(bracketless(entry)) ?? [];
  const number = port === undefined ? null : Number(port);
  const bare = rest.replace(/^\[|\]$/g, '');
  if (ipaddr.isValidCIDR(bare)) return { network: ipaddr.parseCIDR(bare), port: number };
  if (ipaddr.isValid(bare)) {
    const ip = ipaddr.process(bare);
    return { network: [ip, ip.kind() === 'ipv4' ? 32 : 128], port: number };
  }
  return { host: bare, port: number };
}

/** A bare IPv6 address must not lose its last group to the port. */
const bracketless = (entry: string): string => (/^[0-9a-f:]+(\/\d+)?$/.test(entry) && entry.split(':').length > 2 ? `[${entry}]` : entry);

const hostFits = (pattern: string, host: string): boolean =>
  pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;

const inside = (ip: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean =>
  ip.kind() === network.kind() && (ip as ipaddr.IPv4).match(network as ipaddr.IPv4, bits);
