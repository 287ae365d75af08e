// The kinds of connection and their fields, as the editor's form, the API's checks and server/services all see them. A field
// with `ui.secret` is written once and never read back; everything else may be shown. No secret value ever passes through here.
import { z } from 'zod';
import { gitHubFields, jiraFields, pagerDutyFields, postgresFields, serviceNowFields } from './connection-fields.ts';
import { choice, type FieldUi, text } from './fields.ts';
import { headerText } from './header-text.ts';
import type { IconName } from './icons.ts';
import type { Json, JsonObject } from './json.ts';
import { formSchema } from './node-type-json.ts';

const secret = (title: string, more: { readonly description?: string; readonly ui?: FieldUi } = {}) =>
  text({ title, ...(more.description ? { description: more.description } : {}), ui: { widget: 'secret', secret: true, ...more.ui } });

const azureCredentials = [
  'practice',
  'managedIdentity',
  'workloadIdentity',
  'clientSecret',
  'clientCertificate',
  'azureCli',
  'deviceCode',
] as const;

const guid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a GUID such as 11111111-2222-3333-4444-555555555555');
const httpsUrl = z.url({ protocol: /^https$/, error: 'must start with https://' });
const when = (...values: string[]): Pick<FieldUi, 'when'> => ({ when: { param: 'credential', in: values } });
const real = azureCredentials.filter((name) => name !== 'practice');

const azureFields = z
  .object({
    credential: choice(azureCredentials, {
      title: 'Sign in with',
      description: 'How Vaultflow proves to Azure who it is.',
      ui: {
        labels: {
          practice: 'Practice subscription (no Azure needed)',
          managedIdentity: 'Managed identity of this machine',
          workloadIdentity: 'Workload identity (AKS)',
          clientSecret: 'App registration with client secret',
          clientCertificate: 'App registration with certificate',
          azureCli: 'Azure CLI (az login on this machine)',
          deviceCode: 'Device code (sign in once in the browser)',
        },
      },
    }).default('practice'),
    cloud: choice(['public', 'usgov', 'china', 'custom'], {
      title: 'Cloud',
      ui: { labels: { public: 'Azure', usgov: 'Azure US Government', china: 'Azure China (21Vianet)', custom: 'Other' }, ...when(...real) },
    }).default('public'),
    tenantId: guid.optional().meta({
      title: 'Directory (tenant) ID',
      ui: { widget: 'text', ...when('clientSecret', 'clientCertificate', 'workloadIdentity', 'deviceCode', 'azureCli') },
    }),
    clientId: guid.optional().meta({
      title: 'Application (client) ID',
      description: 'Only a managed identity may leave it empty: then it is the system-assigned one.',
      ui: { widget: 'text', ...when('clientSecret', 'clientCertificate', 'workloadIdentity', 'managedIdentity', 'deviceCode') },
    }),
    clientSecret: secret('Client secret', { ui: when('clientSecret') }).optional(),
    clientCertificate: secret('Certificate and private key (PEM)', { ui: { ...when('clientCertificate'), lines: 6 } }).optional(),
    subscriptionIds: z
      .array(guid)
      .optional()
      .meta({ title: 'Subscriptions', description: 'Empty: all that the identity can see.', ui: { widget: 'list', ...when(...real) } }),
    endpoint: httpsUrl.optional().meta({
      title: 'Resource Manager endpoint',
      ui: { widget: 'text', placeholder: 'https://management.azure.com', when: { param: 'cloud', in: ['custom'] } },
    }),
    authority: httpsUrl.optional().meta({
      title: 'Sign-in authority',
      ui: { widget: 'text', placeholder: 'https://login.microsoftonline.com', when: { param: 'cloud', in: ['custom'] } },
    }),
    audience: httpsUrl.optional().meta({
      title: 'Token audience',
      description: 'Only where it is not https://management.azure.com, as on Azure Stack Hub.',
      ui: { widget: 'text', advanced: true, when: { param: 'cloud', in: ['custom'] } },
    }),
    ca: z
      .string()
      .includes('BEGIN CERTIFICATE')
      .optional()
      .meta({
        title: 'CA certificate (PEM)',
        description: 'Only where the endpoint has a certificate of your own authority.',
        ui: { widget: 'multiline', advanced: true, when: { param: 'cloud', in: ['custom'] } },
      }),
  })
  .superRefine((values, context) => {
    const missing = (name: keyof typeof values, title: string) => {
      if (!values[name]) context.addIssue({ code: 'custom', path: [name], message: `${title} is missing.` });
    };
    if (values.credential === 'clientSecret' || values.credential === 'clientCertificate') {
      missing('tenantId', 'The directory (tenant) ID');
      missing('clientId', 'The application (client) ID');
      missing(values.credential, values.credential === 'clientSecret' ? 'The client secret' : 'The certificate');
    }
    if (values.credential !== 'practice' && values.cloud === 'custom') {
      missing('endpoint', 'The Resource Manager endpoint');
      missing('authority', 'The sign-in authority');
    }
  });

const httpFields = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: 'Base URL',
      description: 'Put in front of URLs that start with "/". Other hosts never get the secret headers.',
      ui: { widget: 'text', placeholder: 'https://api.example.com' },
    }),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9-]+$/, 'must be a header name'),
      z.string().regex(headerText, 'must be one line of plain characters: is there a line break at its end?'),
    )
    .default({})
    .meta({
      title: 'Secret headers',
      description: 'Sent with every request to the base URL, for example Authorization.',
      ui: { widget: 'secret', secret: true },
    }),
});

const messageFields = z.object({
  flavour: choice(['teams', 'slack', 'generic'], {
    title: 'Kind',
    ui: { labels: { teams: 'Microsoft Teams', slack: 'Slack', generic: 'Any webhook (JSON)' } },
  }).default('teams'),
  url: secret('Webhook URL', {
    description: 'Teams: Workflows › "Post to a channel when a webhook request is received". Slack: Incoming Webhook.',
  }),
});

const smtpFields = z.object({
  host: z
    .string()
    .min(1)
    .meta({ title: 'Server', ui: { widget: 'text', placeholder: 'smtp.office365.com' } }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(587)
    .meta({ title: 'Port', description: '587 with STARTTLS, 465 with TLS from the start.', ui: { widget: 'number' } }),
  security: choice(['starttls', 'tls', 'none'], {
    title: 'Encryption',
    ui: { labels: { starttls: 'STARTTLS', tls: 'TLS', none: 'None' } },
  }).default('starttls'),
  user: z
    .string()
    .optional()
    .meta({ title: 'User name', ui: { widget: 'text' } }),
  password: secret('Password').optional(),
  from: z
    .string()
    .min(3)
    .meta({
      title: 'From',
      description: 'Address that messages come from.',
      ui: { widget: 'text', placeholder: 'Backup team <backup@example.com>' },
    }),
});

const sshFields = z.object({
  host: z
    .string()
    .min(1)
    .meta({ title: 'Host', ui: { widget: 'text', placeholder: 'srv-branch-01.contoso.local' } }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(22)
    .meta({ title: 'Port', ui: { widget: 'number' } }),
  user: z
    .string()
    .min(1)
    .meta({ title: 'User name', description: 'For MARS agents a local administrator.', ui: { widget: 'text' } }),
  fingerprint: z
    .string()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'must look like SHA256:… (43 characters)')
    .meta({
      title: 'Fingerprint of the host key',
      description: 'As ssh-keygen -lf prints it on the host. A host that shows another key is refused.',
      ui: { widget: 'text', placeholder: 'SHA256:…' },
    }),
  password: secret('Password', { description: 'Not needed with a private key.' }).optional(),
  privateKey: secret('Private key', { description: 'OpenSSH or PEM.', ui: { lines: 6 } }).optional(),
  passphrase: secret('Passphrase of the private key').optional(),
});

export const connectionKinds = {
  azure: { title: 'Azure', summary: 'Subscriptions with Azure Backup', icon: 'cloud', fields: azureFields },
  http: { title: 'HTTP', summary: 'A web service, with the headers it wants', icon: 'globe', fields: httpFields },
  'message-webhook': { title: 'Teams, Slack or webhook', summary: 'A channel that takes messages', icon: 'chat', fields: messageFields },
  servicenow: { title: 'ServiceNow', summary: 'Incidents of a ServiceNow instance', icon: 'tag', fields: serviceNowFields },
  jira: { title: 'Jira', summary: 'Issues of a Jira site', icon: 'tag', fields: jiraFields },
  pagerduty: { title: 'PagerDuty', summary: 'Events to a service of PagerDuty', icon: 'alert', fields: pagerDutyFields },
  github: { title: 'GitHub', summary: 'Issues of repositories', icon: 'branch', fields: gitHubFields },
  postgres: { title: 'PostgreSQL', summary: 'A database to ask and to write to', icon: 'database', fields: postgresFields },
  smtp: { title: 'Email (SMTP)', summary: 'A mail server', icon: 'mail', fields: smtpFields },
  ssh: { title: 'SSH', summary: 'Commands on another machine', icon: 'server', fields: sshFields },
} as const satisfies {
  readonly [kind: string]: { readonly title: string; readonly summary: string; readonly icon: IconName; readonly fields: z.ZodType };
};

export type ConnectionKind = keyof typeof connectionKinds;
export const connectionKindNames = Object.keys(connectionKinds) as [ConnectionKind, ...ConnectionKind[]];
export const isConnectionKind = (kind: string): kind is ConnectionKind => Object.hasOwn(connectionKinds, kind);

export type AzureConnection = z.output<typeof azureFields>;
export type MessageConnection = z.output<typeof messageFields>;
export type SmtpConnection = z.output<typeof smtpFields>;
export type SshConnection = z.output<typeof sshFields>;

/** Names of the fields that are stored encrypted and never read back. */
export function secretFields(kind: ConnectionKind): readonly string[] {
  const properties = formSchema(connectionKinds[kind].fields).properties as { readonly [name: string]: { readonly ui?: FieldUi } };
  return Object.keys(properties).filter((name) => properties[name]?.ui?.secret === true);
}

/** Settings and secrets of a connection apart: the first may be shown, the second go into the safe. */
export function splitSecrets(kind: ConnectionKind, values: JsonObject): { readonly settings: JsonObject; readonly secrets: JsonObject } {
  const names = new Set(secretFields(kind));
  const pick = (secret: boolean) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name) === secret)) as { [name: string]: Json };
  return { settings: pick(false), secrets: pick(true) };
}

export interface ConnectionKindJson {
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
  readonly icon: string;
  /** JSON Schema of its form; secret fields carry `ui.secret`. */
  readonly fields: JsonObject;
}

/** What the API says of the kinds, for the editor's form. */
export const describeConnectionKinds = (): readonly ConnectionKindJson[] =>
  connectionKindNames.map((kind) => {
    const { title, summary, icon, fields } = connectionKinds[kind];
    return { kind, title, summary, icon, fields: formSchema(fields) };
  });
