// Every official 2023-06-01 example goes through the node "Azure Backup operation" and the real SDK into the simulator and back: the
// request is the example's, in method, path, query and body; the answer has one of its statuses and its shape; the published
// specification finds both valid. Needs AZURE_SPECS, the folder of a copy of Azure/azure-rest-api-specs.
import { beforeAll, describe, expect, test } from 'vitest';
import { operationOf } from '../../nodes/azure-backup/operations/catalogue.ts';
import operationNode from '../../nodes/azure-backup/operations/operation.ts';
import type { StepContext } from '../../nodes/kit/define.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { playAzure } from '../../server/services/test/azure-play.ts';
import { estateFor } from '../../simulator/test/arrange.ts';
import { signedIn } from '../../simulator/test/in-process.ts';
import { preparations } from '../../simulator/test/prepare.ts';
import { bodyOf, type Example, examplesOf, missing, specs, swaggers, text } from '../../simulator/test/spec.ts';
import { type Exchange, type Judge, judgeOf } from '../../simulator/test/validator.ts';

if (!specs)
  process.stderr.write(
    '\n*** AZURE_SPECS is not set: the conformance of the simulator with the published specification is NOT tested. ***\n\n',
  );

const examples = examplesOf(swaggers.backup);

/** What there is not in the simulator: classic virtual machines were retired, and it has no Data Protection Manager. */
const without = ['AzureIaasVm/ClassicCompute_ProtectedItem_Get.json', 'Dpm/BackupEngines_Get.json'];

/** Members that an example shows and the simulator leaves out, because nothing of the kind exists in it. */
const leftOut: Record<string, RegExp> = {
  BackupJobs_List: /^\.nextLink$/,
  BackupEngines_List: /^\.value/,
  Operation_Validate: /^\.validateOperationResponse\.validationResults/,
  ExportJobsOperationResults_Get: /SasKey$/,
  // These two examples ask for AzureWorkload and show storage containers.
  BackupProtectionContainers_List: /protectedItemCount$/,
  DeletedProtectionContainers_List: /protectedItemCount$/,
  RecoveryPoints_List: /recoveryPointMoveReadinessInfo|extendedInfo|keyAndSecret/,
  RecoveryPoints_Get: /recoveryPointMoveReadinessInfo|extendedInfo|keyAndSecret/,
};

const wantedPath = (example: Example) => example.path.replace(/\{(\w+)\}/g, (_, name: string) => text(example, name)).toLowerCase();

/** A body as two clients may write it: moments in any precision, nothing that is null or that only the service writes. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) ? new Date(value).toISOString() : value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, one]) => (one === null ? [] : [[name, plain(one)]])));
}

/** The params that somebody would fill into the node's form. */
function paramsOf(example: Example) {
  const operation = operationOf(example.operationId);
  if (!operation) throw new Error(`the catalogue lacks ${example.operationId}`);
  const subscription = `/subscriptions/${text(example, 'subscriptionId')}`;
  const vault = `${subscription}/resourceGroups/${text(example, 'resourceGroupName')}/providers/Microsoft.RecoveryServices/vaults/${text(example, 'vaultName')}`;
  const given = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => (example.parameters[name] === undefined ? [] : [[name, text(example, name)]])));
  const body = bodyOf(example);
  return {
    operation: example.operationId,
    ...(operation.scope === 'vault' ? { vault } : operation.scope === 'region' ? { subscription } : {}),
    path: given(operation.parts),
    query: given(operation.query),
    ...(body === undefined ? {} : { body: body as Json }),
  };
}

let judge: Judge;
beforeAll(async () => {
  if (specs) judge = await judgeOf([swaggers.backup]);
});

describe.runIf(specs)('official examples through node, SDK and simulator', () => {
  test('are all the examples that the specification of 2023-06-01 has', () => {
    expect(examples).toHaveLength(104);
    expect(without.filter((file) => !examples.some((example) => example.file === file))).toEqual([]);
  });

  const named = examples.map((example) => ({ name: `${example.operationId} ${example.file}`, given: example }));
  test.for(named)('$name', async ({ given }) => {
    const protectedAlready = given.file !== 'AzureIaasVm/ConfigureProtection.json';
    const world = signedIn({ estate: estateFor(given, { protectedAlready }), timeScale: 1, pageSize: given.method === 'GET' ? 1 : 200 });
    const replaced = (await preparations[given.operationId]?.(world, given)) ?? {};
    const example: Example = { ...given, parameters: { ...given.parameters, ...replaced } };
    const exchanges: Exchange[] = [];
    const params = operationNode.params.parse(paramsOf(example));
    const effect = typeof operationNode.effect === 'function' ? operationNode.effect(params as never) : operationNode.effect;
    const { azure } = playAzure(effect, {
      simulator: world.simulator,
      clock: world.clock.now,
      async front(request, next) {
        const body = await request.clone().text();
        const response = await next(request);
        const { pathname } = new URL(request.url);
        if (!/oauth2|openid|discovery/.test(pathname))
          exchanges.push({
            method: request.method,
            url: request.url,
            body: body === '' ? undefined : body,
            status: response.status,
            answer: await response.clone().text(),
          });
        return response;
      },
    });
    const failure = await Promise.resolve(
      operationNode.run?.({ params, azure, key: crypto.randomUUID() } as unknown as StepContext<never>),
    ).then(
      () => null,
      (error: unknown) => error,
    );

    const exchange = exchanges[0];
    if (!exchange) throw failure ?? new Error('the SDK sent nothing');
    const url = new URL(exchange.url);
    expect(exchange.method).toBe(example.method);
    expect(decodeURIComponent(url.pathname).toLowerCase()).toBe(wantedPath(example));
    const { query, body } = paramsOf(example);
    expect(Object.fromEntries([...url.searchParams].filter(([name]) => name !== 'api-version'))).toEqual(query);
    expect(url.searchParams.get('api-version')).toBe('2023-06-01');
    expect(plain(exchange.body === undefined ? undefined : JSON.parse(exchange.body))).toEqual(plain(body));
    for (const one of exchanges) expect(await judge.pair(one)).toEqual([]);
    if (without.includes(example.file)) return expect(exchange.status).toBe(404);

    if (failure) throw failure;
    expect(Object.keys(example.responses)).toContain(String(exchange.status));
    const allowed = leftOut[example.operationId];
    const shape = example.responses[String(exchange.status)]?.body;
    const lacking = missing(shape, exchange.answer ? JSON.parse(exchange.answer) : undefined).filter((path) => !allowed?.test(path));
    expect(lacking).toEqual([]);
    world.simulator.close();
  });
});
