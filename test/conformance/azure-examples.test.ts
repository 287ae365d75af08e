// Every official 2023-06-01 example of the operations that flows use goes through the real SDK into the simulator and back:
// the request has the example's path, the answer one of its statuses and its shape, and the published specification finds
// both valid. Needs AZURE_SPECS, the folder of a copy of Azure/azure-rest-api-specs.
import type { HttpClient } from '@azure/core-rest-pipeline';
import { beforeAll, describe, expect, test } from 'vitest';
import { estateFor } from '../../simulator/test/arrange.ts';
import { httpClientOf, signedIn } from '../../simulator/test/in-process.ts';
import { preparations } from '../../simulator/test/prepare.ts';
import { sdkCalls } from '../../simulator/test/sdk-calls.ts';
import { type Example, examplesOf, missing, specs, swaggers, text } from '../../simulator/test/spec.ts';
import { type Exchange, type Judge, judgeOf } from '../../simulator/test/validator.ts';

if (!specs)
  process.stderr.write(
    '\n*** AZURE_SPECS is not set: the conformance of the simulator with the published specification is NOT tested. ***\n\n',
  );

/** Classic virtual machines were retired; the simulator has none. No Data Protection Manager either: it lists no engines. */
const without = ['AzureIaasVm/ClassicCompute_ProtectedItem_Get.json'];
const examples = examplesOf(swaggers.backup).filter((example) => sdkCalls[example.operationId] && !without.includes(example.file));

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

function tapped(client: HttpClient): { client: HttpClient; exchanges: Exchange[] } {
  const exchanges: Exchange[] = [];
  return {
    exchanges,
    client: {
      sendRequest: async (request) => {
        const response = await client.sendRequest(request);
        const body = request.body === undefined || request.body === null ? undefined : String(request.body);
        if (!/oauth2|openid|discovery/.test(request.url)) {
          exchanges.push({ method: request.method, url: request.url, body, status: response.status, answer: response.bodyAsText ?? '' });
        }
        return response;
      },
    },
  };
}

const wantedPath = (example: Example) => example.path.replace(/\{(\w+)\}/g, (_, name: string) => text(example, name)).toLowerCase();

let judge: Judge;
beforeAll(async () => {
  if (specs) judge = await judgeOf([swaggers.backup]);
});

describe.runIf(specs)('official examples through the SDK into the simulator and back', () => {
  test('there are as many as the specification of 2023-06-01 has for these operations', () => {
    expect(examples.length).toBeGreaterThanOrEqual(75);
  });

  test.each(examples.map((example) => [`${example.operationId} ${example.file}`, example] as const))('%s', async (_name, given) => {
    const protectedAlready = given.file !== 'AzureIaasVm/ConfigureProtection.json';
    const world = signedIn({ estate: estateFor(given, { protectedAlready }), timeScale: 1, pageSize: 1 });
    const replaced = (await preparations[given.operationId]?.(world, given)) ?? {};
    const example: Example = { ...given, parameters: { ...given.parameters, ...replaced } };
    const { client: httpClient, exchanges } = tapped(httpClientOf(world.simulator));
    const { RecoveryServicesBackupClient } = await import('@azure/arm-recoveryservicesbackup');
    const client = new RecoveryServicesBackupClient(world.credential, text(example, 'subscriptionId'), { httpClient });

    const call = sdkCalls[example.operationId];
    const pending = call?.(client, example);
    // A poller goes on asking while simulated time stands still; the first exchange is the example.
    await Promise.race([pending, new Promise((resume) => setTimeout(resume, 300))]);
    world.clock.pass(3600);
    await pending;

    const exchange = exchanges[0];
    if (!exchange) throw new Error('the SDK sent nothing');
    const url = new URL(exchange.url);
    expect(decodeURIComponent(url.pathname).toLowerCase()).toBe(wantedPath(example));
    expect(url.searchParams.get('$filter')).toBe(
      example.parameters.$filter === undefined || example.operationId === 'ProtectionContainers_Get' ? null : text(example, '$filter'),
    );
    expect({ status: exchange.status, answer: exchange.status < 300 ? '' : exchange.answer }).toEqual({
      status: exchange.status,
      answer: '',
    });
    expect(Object.keys(example.responses)).toContain(String(exchange.status));
    const allowed = leftOut[example.operationId];
    const shape = example.responses[String(exchange.status)]?.body;
    const lacking = missing(shape, exchange.answer ? JSON.parse(exchange.answer) : undefined).filter((path) => !allowed?.test(path));
    expect(lacking).toEqual([]);
    for (const one of exchanges) expect(await judge.pair(one)).toEqual([]);
    world.simulator.close();
  });
});
