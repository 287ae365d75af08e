// Azure's permissions as pure functions: which action a request needs, whether a set of permissions allows it, and which of the
// roles at hand is the smallest that would. Asks nobody; deny assignments and conditions are not known here.

/** One entry of a role, or of what Azure says about a scope. Wildcards stand for any text, also across slashes. */
export interface Permission {
  readonly actions?: readonly string[] | undefined;
  readonly notActions?: readonly string[] | undefined;
  readonly dataActions?: readonly string[] | undefined;
  readonly notDataActions?: readonly string[] | undefined;
}

export interface Role {
  readonly name: string;
  readonly permissions: readonly Permission[];
}

/** @example matchesAction('Microsoft.Compute/*\/read', 'Microsoft.Compute/virtualMachines/read') // true */
export function matchesAction(pattern: string, action: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const text = action.toLowerCase();
  if (parts.length === 1) return parts[0] === text;
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > text.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

/** What one role takes away another may give: each entry is judged by itself. */
export function allows(permissions: readonly Permission[], action: string, plane: 'control' | 'data' = 'control'): boolean {
  const given = plane === 'data' ? 'dataActions' : 'actions';
  const taken = plane === 'data' ? 'notDataActions' : 'notActions';
  return permissions.some(
    (one) =>
      (one[given] ?? []).some((pattern) => matchesAction(pattern, action)) &&
      !(one[taken] ?? []).some((pattern) => matchesAction(pattern, action)),
  );
}

/** How much a role gives away: a role that may everything weighs most. */
const breadth = ({ permissions }: Role): number =>
  permissions
    .flatMap(({ actions = [], dataActions = [] }) => [...actions, ...dataActions])
    .reduce((sum, pattern) => {
      if (!pattern.includes('*')) return sum + 1;
      const depth = pattern.split('/').length;
      const reads = /\/read$/i.test(pattern);
      return sum + (pattern === '*' ? 1_000_000 : pattern.startsWith('*') ? 2_000 : reads ? 20 : Math.round(3_000 / depth ** 2));
    }, 0);

/** The role that allows all of these and as little as possible besides; null when none does. */
export function smallestRole<R extends Role>(
  roles: readonly R[],
  actions: readonly string[],
  plane: 'control' | 'data' = 'control',
): R | null {
  const fit = roles.filter(({ permissions }) => actions.every((action) => allows(permissions, action, plane)));
  return fit.sort((a, b) => breadth(a) - breadth(b) || a.name.localeCompare(b.name))[0] ?? null;
}

const verbs: { readonly [method: string]: string } = { GET: 'read', HEAD: 'read', PUT: 'write', PATCH: 'write', DELETE: 'delete' };

/**
 * The action that Resource Manager wants for a request; null where being signed in is enough.
 * @example actionOf('POST', '/subscriptions/…/virtualMachines/vm1/start') // 'Microsoft.Compute/virtualMachines/start/action'
 */
export function actionOf(method: string, path: string): string | null {
  const segments = (path.split('?')[0] ?? '').split('/').filter(Boolean);
  const at = segments.map((segment) => segment.toLowerCase()).lastIndexOf('providers');
  const verb = verbs[method.toUpperCase()];
  if (at < 0 || segments.length === at + 1) {
    if (at >= 0 || segments.length < 2) return null;
    const [, , kind, , below] = segments;
    const type = ['Microsoft.Resources/subscriptions', kind, below].filter(Boolean).join('/');
    return `${type}/${verb ?? 'action'}`;
  }
  const [namespace = '', ...rest] = segments.slice(at + 1);
  // A search over what the caller may read anyway.
  if (/^microsoft\.resourcegraph$/i.test(namespace)) return null;
  const types: string[] = [];
  // Types and names take turns, but results may stand right below a type: `backupJobs/operationResults/{id}`.
  for (let at = 0; at < rest.length; at += /^operation(Results|sStatus)$/i.test(rest[at + 1] ?? '') ? 1 : 2) types.push(rest[at] as string);
  return `${[namespace, ...types].join('/')}/${verb ?? 'action'}`;
}
