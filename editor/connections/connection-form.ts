// A connection's form: which values are sent, which secrets stay, what is wrong by field. Secrets are written and never read;
// a secret whose field the new settings no longer show is taken away.
import { leadsElsewhere } from '../../nodes/kit/connection-address.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Connection } from '../../nodes/kit/wire/system.ts';
import { type FieldSpec, fieldsOf, isShown } from '../inspector/schema.ts';

export type Values = { readonly [name: string]: Json | undefined };

const isSecret = ({ ui }: Pick<FieldSpec, 'ui'>): boolean => ui.secret === true;

/** What a new connection begins with: the practice subscription is there already, so a new Azure connection is a real one. */
export const firstValues = (kind: string): Values => (kind === 'azure' ? { credential: 'clientSecret' } : {});

/** Secrets that are stored, may stay, and would still be asked for with these values. */
export function keptSecrets(schema: JsonObject, values: Values, connection: Connection | null, replacing: ReadonlySet<string>) {
  const all = fieldsOf(schema);
  // What leads elsewhere wants its secrets again: the server would not send stored ones there.
  if (connection && leadsElsewhere(connection.kind, connection.fields, values)) return [];
  return all.filter(
    (field) => isSecret(field) && connection?.secretsSet.includes(field.name) && !replacing.has(field.name) && isShown(field, values, all),
  );
}

/** The form without the secrets that stay as they are. */
export function withoutFields(schema: JsonObject, names: readonly string[]): JsonObject {
  const gone = new Set(names);
  const properties = Object.fromEntries(Object.entries((schema.properties ?? {}) as JsonObject).filter(([name]) => !gone.has(name)));
  const required = ((schema.required ?? []) as readonly string[]).filter((name) => !gone.has(name));
  return { ...schema, properties, required };
}

/** What goes to the server: shown fields with a value; null takes away a stored secret that is no longer asked for. */
export function sentFields(schema: JsonObject, values: Values, connection: Connection | null): { readonly [name: string]: Json } {
  const all = fieldsOf(schema);
  return Object.fromEntries(
    all.flatMap((field): (readonly [string, Json])[] => {
      const shown = isShown(field, values, all);
      const value = values[field.name] ?? (isSecret(field) ? undefined : field.default);
      if (shown && value !== undefined && value !== '') return [[field.name, value]];
      const stored = isSecret(field) && connection?.secretsSet.includes(field.name);
      return stored && !shown ? [[field.name, null]] : [];
    }),
  );
}
