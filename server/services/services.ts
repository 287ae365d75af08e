// Hands every step its capabilities, bound to its connection, effect and world. Answers at once: connections are opened and
// libraries loaded only when a step really calls out.
import type { Capabilities } from '../../nodes/kit/capabilities.ts';
import { type ConnectionKind, connectionKinds } from '../../nodes/kit/connection-kinds.ts';
import { fail } from '../../nodes/kit/errors.ts';
import type { StepRequest } from '../engine/engine.ts';
import { createAzure } from './azure/backup.ts';
import { createBudgets } from './azure/budget.ts';
import { azureHosts, portalPage } from './azure/clouds.ts';
import { remembering } from './azure/remembered.ts';
import { type AzureSession, openSession } from './azure/session.ts';
import { createWatchers } from './azure/watcher.ts';
import { createCode } from './code.ts';
import { computing } from './computing.ts';
import { testConnection } from './connection-test.ts';
import type { OpenConnection, Services, ServicesDeps } from './contract.ts';
import { createEgress } from './egress.ts';
import { createHttp } from './http.ts';
import { readVault } from './key-vault.ts';
import { createMail } from './mail.ts';
import { createMessages } from './messages.ts';
import { createPostgres } from './postgres.ts';
import { type Outbox, outboxOf } from './practice.ts';
import { createSecrets, noSecrets, type StepSecrets } from './secrets.ts';
import { createPin } from './security-pin.ts';
import { createSsh } from './ssh.ts';
import { webAccess, webKindOf } from './web-access.ts';

export function createServices(deps: ServicesDeps): Services {
  const now = deps.clock?.now ?? Date.now;
  const egress = deps.egress ?? createEgress({ allow: [deps.egressAllow ?? '', ...azureHosts].join(',') });
  const budgets = createBudgets(deps.journal, now);
  const code = createCode();
  const sessions = new Map<string, { readonly revision: string; readonly session: AzureSession }>();

  const sessionOf = (connection: OpenConnection): AzureSession => {
    const known = sessions.get(connection.id);
    if (known?.revision === connection.revision) return known.session;
    const session = openSession(connection, valuesOf('azure', connection), { egress, budgets, practice: deps.practice });
    sessions.set(connection.id, { revision: connection.revision, session });
    return session;
  };

  const watchers = createWatchers({
    journal: deps.journal,
    engine: deps.engine,
    session: async (id) => {
      const connection = await deps.open(id);
      return connection ? sessionOf(connection) : null;
    },
    owner: deps.owner,
    now,
    ...(deps.watchPace ? { pace: deps.watchPace } : {}),
    log: (level, message) => deps.log?.(level, message),
  });

  /** The step's own connection, opened once and only when asked for. Null: it has none of that kind. */
  const binder = (step: StepRequest) => {
    let opened: Promise<OpenConnection | null> | null = null;
    const slot = step.flow.connections.find(({ name }) => name === step.node.connection);
    const open = (kind: ConnectionKind): Promise<OpenConnection | null> => {
      if (!slot || slot.kind !== kind) return Promise.resolve(null);
      opened ??= deps.bound({
        projectId: step.projectId,
        flowId: step.run.flowId,
        runId: step.run.id,
        world: step.run.world,
        slot: slot.name,
        kind,
      });
      return opened.then((connection) => {
        // A practice run needs no way out: what it would send goes to the practice inbox.
        if (!connection && (kind === 'azure' || step.run.world !== 'practice'))
          throw fail('binding_missing', `No connection is chosen for “${slot.name}”.`, { refused: true });
        return connection;
      });
    };
    const needed = async (kind: ConnectionKind): Promise<OpenConnection> => {
      const connection = await open(kind);
      if (!connection)
        throw fail('binding_missing', `This step needs a connection of the kind ${connectionKinds[kind].title}.`, { refused: true });
      return connection;
    };
    return { open, needed };
  };

  const shared = { code: { run: code.run }, memory: { read: () => null }, callbacks: deps.callbacks ?? noCallbacks };
  const pure = computing(shared);

  return {
    capabilities(step): Capabilities {
      if (step.effect === 'none') return pure;
      const { open: opened, needed } = binder(step);
      const { effect, signal, key } = step;
      const look = deps.secondLook?.(step) ?? null;
      const out = () => ({ egress, outbox: outboxOf(deps.inbox, step), effect, signal, look });
      // A secret is fetched with the connection that its handle names; that needs no more than reading.
      const askingWith = async (id: string) => {
        const connection = await deps.open(id);
        if (!connection) throw fail('connection_invalid', 'The connection that a secret was read with is gone.', { refused: true });
        return createAzure({
          session: async () => sessionOf(connection),
          effect: 'read',
          signal,
          secrets: noSecrets.open,
          watch: () => undefined,
        });
      };
      const secrets = once(() =>
        createSecrets({
          run: { projectId: step.projectId, runId: step.run.id },
          kept: deps.secrets,
          azure: () => needed('azure'),
          readVault: async (id, url) => readVault(await askingWith(id), url),
          createPin: async (id, vault) => createPin(await askingWith(id), vault),
        }),
      );
      const open: StepSecrets['open'] = (value) => secrets().open(value);
      // Made when the node first reaches for it: a run has thousands of steps and each uses one.
      const azure = once(() =>
        createAzure({ session: async () => sessionOf(await needed('azure')), effect, signal, secrets: open, look, watch: watchers.watch }),
      );
      const http = once(() => createHttp({ ...out(), secrets: open, connection: async () => webAccess(await opened(webKindOf(step))) }));
      const messages = once(() =>
        createMessages({
          ...out(),
          secrets: open,
          connection: async () => valuesOrNull('message-webhook', await opened('message-webhook')),
        }),
      );
      const mail = once(() => createMail({ ...out(), key, connection: async () => valuesOrNull('smtp', await opened('smtp')) }));
      const ssh = once(() => createSsh({ ...out(), secrets: open, connection: async () => valuesOrNull('ssh', await opened('ssh')) }));
      const postgres = once(() =>
        createPostgres({ ...out(), key, secrets: open, connection: async () => valuesOrNull('postgres', await opened('postgres')) }),
      );
      const flows = once(() => deps.flows(step));
      return {
        ...shared,
        get secrets() {
          return secrets();
        },
        get azure() {
          return azure();
        },
        get http() {
          return http();
        },
        get messages() {
          return messages();
        },
        get mail() {
          return mail();
        },
        get postgres() {
          return postgres();
        },
        get ssh() {
          return ssh();
        },
        get flows() {
          return flows();
        },
      };
    },
    reading(connection, signal, { remember = false } = {}): Capabilities {
      const out = { egress, outbox: nowhere, effect: 'read', signal } as const;
      const azure = async () => {
        if (connection.kind !== 'azure') throw fail('binding_missing', `“${connection.name}” is no Azure connection.`, { refused: true });
        const session = sessionOf(connection);
        return remember ? remembering(session, signal, now) : session;
      };
      return {
        ...shared,
        azure: createAzure({ session: azure, effect: 'read', signal, secrets: noSecrets.open, watch: () => undefined }),
        secrets: noSecrets,
        http: createHttp({
          ...out,
          secrets: noSecrets.open,
          connection: async () => webAccess(connection),
        }),
        messages: createMessages({ ...out, secrets: noSecrets.open, connection: async () => null }),
        mail: createMail({ ...out, key: '', connection: () => Promise.reject(readOnly()) }),
        postgres: createPostgres({ ...out, key: '', secrets: noSecrets.open, connection: () => Promise.reject(readOnly()) }),
        ssh: createSsh({ ...out, secrets: noSecrets.open, connection: () => Promise.reject(readOnly()) }),
        flows: {
          start: () => Promise.reject(readOnly()),
          started: async () => null,
          endEvent: (runId) => `run:${runId}`,
          list: async () => [],
        },
      };
    },
    azureJobs(connection, signal) {
      const values = valuesOf('azure', connection);
      const through = { session: async () => sessionOf(connection), signal, secrets: noSecrets.open, watch: () => undefined };
      const { jobs, job } = createAzure({ ...through, effect: 'read' });
      const { cancelJob } = createAzure({ ...through, effect: 'write' });
      return { jobs, job, cancelJob, page: (vaultId) => portalPage(values, vaultId) };
    },
    test: (connection, signal) => testConnection(connection, { egress, session: sessionOf, signal, needs: deps.needs ?? (() => []) }),
    budgets: budgets.all,
    start: watchers.start,
    async stop() {
      await watchers.stop();
      await Promise.allSettled([code.close(), egress.close()]);
    },
  };
}

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const noCallbacks: Capabilities['callbacks'] = {
  address() {
    throw fail('conflict', 'A callback needs a server that can be called.');
  },
};

const readOnly = () => fail('effect_exceeded', 'Only reading is possible here.', { refused: true });

/** Nothing is sent where only reading is possible; nothing needs diverting. */
const nowhere: Outbox = { practice: false, divert: async () => false };

type Values<K extends ConnectionKind> = ReturnType<(typeof connectionKinds)[K]['fields']['parse']>;

/** Stored values, checked against the kind's own schema. */
function valuesOf<K extends ConnectionKind>(kind: K, connection: OpenConnection): Values<K> {
  const parsed = connectionKinds[kind].fields.safeParse(connection.values);
  if (parsed.success) return parsed.data as Values<K>;
  const first = parsed.error.issues[0];
  throw fail(
    'connection_invalid',
    `The connection “${connection.name}” is not complete: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}.`,
    { refused: true },
  );
}

const valuesOrNull = <K extends ConnectionKind>(kind: K, connection: OpenConnection | null): Values<K> | null =>
  connection ? valuesOf(kind, connection) : null;
