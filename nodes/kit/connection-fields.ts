// Fields of the connections to other people's systems: ticket desks and databases. Only shapes; what is sent with them is
// server/services' business.
import { z } from 'zod';
import { choice, type FieldUi, text } from './fields.ts';
import { headerText } from './header-text.ts';

const secret = (title: string, more: { readonly description?: string; readonly ui?: FieldUi } = {}) =>
  text({ title, ...(more.description ? { description: more.description } : {}), ui: { widget: 'secret', secret: true, ...more.ui } });

/** A secret that travels in a header: one line. */
const token = (title: string, more: { readonly description?: string; readonly ui?: FieldUi } = {}) =>
  secret(title, more).regex(headerText, 'must be one line of plain characters: is there a line break at its end?');

const site = (title: string, placeholder: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://example.com' })
    .meta({ title, ui: { widget: 'text', placeholder } });

export const serviceNowFields = z.object({
  instance: site('Instance', 'https://contoso.service-now.com'),
  user: text({ title: 'User name', description: 'Leave it empty to sign in with an OAuth token.' }).optional(),
  password: token('Password').optional(),
  token: token('OAuth token').optional(),
});

export const jiraFields = z.object({
  site: site('Site', 'https://contoso.atlassian.net'),
  email: text({
    title: 'Email of the account',
    description: 'Jira Cloud. Leave it empty for a personal access token of Jira Data Center.',
  }).optional(),
  token: token('API token', { description: 'Cloud: id.atlassian.com › Security › API tokens.' }),
});

export const pagerDutyFields = z.object({
  region: choice(['us', 'eu'], { title: 'Service region', ui: { labels: { us: 'US', eu: 'Europe' } } }).default('us'),
  routingKey: secret('Integration key', { description: 'Of an Events API v2 integration of the service.' }).min(1),
  endpoint: site('Other endpoint', 'https://events.pagerduty.com')
    .optional()
    .meta({ title: 'Other endpoint', ui: { widget: 'text', placeholder: 'https://events.pagerduty.com', advanced: true } }),
});

export const gitHubFields = z.object({
  api: site('API', 'https://api.github.com')
    .default('https://api.github.com')
    .meta({ title: 'API', description: 'GitHub Enterprise: https://host/api/v3', ui: { widget: 'text', advanced: true } }),
  token: token('Token', { description: 'A fine-grained token with Issues: read and write.' }),
});

export const postgresFields = z.object({
  host: text({ title: 'Server', ui: { placeholder: 'psql-cmdb.postgres.database.azure.com' } }).min(1),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(5432)
    .meta({ title: 'Port', ui: { widget: 'number' } }),
  database: text({ title: 'Database' }).min(1),
  user: text({ title: 'User name' }).min(1),
  password: secret('Password'),
  tls: choice(['verify', 'require', 'off'], {
    title: 'Encryption',
    ui: { labels: { verify: 'TLS, certificate is checked', require: 'TLS, any certificate', off: 'None' } },
  }).default('verify'),
  ca: z
    .string()
    .includes('BEGIN CERTIFICATE')
    .optional()
    .meta({
      title: 'CA certificate (PEM)',
      description: 'Only where the server has a certificate of your own authority.',
      ui: { widget: 'multiline', advanced: true, when: { param: 'tls', in: ['verify'] } },
    }),
});

export type PostgresConnection = z.output<typeof postgresFields>;
