// What all MARS nodes share: the form's part about where the agent runs, the run, the wait, the recovery. A node file says what is asked
// of the agent and what its answer means. Even a read sends a script to the machine, so every one of them changes something: a run
// command or a job is made in Azure.
import { z } from 'zod';
import { defineNode, type Effect, type NodeExample, type NodeType } from '../kit/define.ts';
import { durationMs } from '../kit/duration.ts';
import type { IconName } from '../kit/icons.ts';
import type { JsonObject } from '../kit/json.ts';
import type { SecretHandle } from '../kit/secret-handle.ts';
import type { MarsOperation, SecretName } from './scripts/script.ts';
import type { MarsAnswer } from './transport/answer.ts';
import type { MarsCall, Where } from './transport/contract.ts';
import { recoverOnMachine, requestOf, resumeOnMachine, runOnMachine } from './transport/run.ts';
import { limitFields, whereChoices, whereFields } from './transport/where.ts';

interface MarsNode<S extends z.ZodRawShape, R extends z.ZodRawShape> {
  readonly type: string;
  /** Heading in the palette. */
  readonly section: string;
  readonly title: string;
  readonly summary: string;
  readonly icon: IconName;
  /** Names of the cmdlets, and what people search for. */
  readonly keywords: readonly string[];
  readonly line: string;
  readonly operation: MarsOperation;
  /** It only looks: may be sent again when nobody knows whether it was. */
  readonly looks?: boolean;
  readonly effect?: Effect | ((params: z.output<z.ZodObject<S>>) => Effect);
  readonly params: S;
  /** How long it may take when the form says nothing. */
  readonly timeLimit?: string;
  request(params: z.output<z.ZodObject<S>>): JsonObject;
  secrets?(params: z.output<z.ZodObject<S>>): { readonly [name in SecretName]?: SecretHandle | undefined };
  variables?(params: z.output<z.ZodObject<S>>): { readonly [name in SecretName]?: string | undefined };
  readonly result: R;
  /** The result, from the agent's answer. */
  answer?(data: JsonObject, params: z.output<z.ZodObject<S>>): JsonObject;
  readonly examples: readonly NodeExample[];
}

/** For the usual way. The others need their own, which the guide lists. */
const onVm = [
  'Microsoft.Compute/virtualMachines/read',
  'Microsoft.Compute/virtualMachines/runCommands/read',
  'Microsoft.Compute/virtualMachines/runCommands/write',
  'Microsoft.Compute/virtualMachines/runCommands/delete',
];

/** Every answer says who gave it. */
const answered = { machine: z.string(), agentVersion: z.string().nullable() };

const given = <T>(values: { readonly [name: string]: T | undefined } = {}): { readonly [name: string]: T } =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, T] => entry[1] !== undefined && entry[1] !== ''));

export function marsNode<S extends z.ZodRawShape, R extends z.ZodRawShape>(node: MarsNode<S, R>): NodeType {
  // zod cannot see through a generic shape: what the node's own functions get was checked by this very schema.
  type Params = z.output<z.ZodObject<S>> & Where & { readonly timeLimit: string };
  const callOf = (params: Params, key: string): MarsCall => ({
    operation: node.operation,
    request: requestOf(node.request(params)),
    secrets: given(node.secrets?.(params)),
    variables: given(node.variables?.(params)),
    key,
    limitSeconds: Math.max(60, Math.round((durationMs(params.timeLimit) ?? 1_800_000) / 1_000)),
  });
  const finish =
    (params: Params) =>
    ({ data, agentVersion }: MarsAnswer, machine: string) => ({
      port: 'done',
      data: { machine, agentVersion, ...(node.answer ? node.answer(data, params) : data) },
    });
  return defineNode({
    type: node.type,
    version: 1,
    group: 'mars',
    section: node.section,
    title: node.title,
    summary: node.summary,
    icon: node.icon,
    keywords: ['MARS', 'MSOnlineBackup', ...node.keywords],
    needs: onVm,
    connection: 'azure',
    connectionBy: { param: 'where', kinds: { ssh: 'ssh' } },
    effect: (node.effect ?? 'write') as Effect,
    target: 'machine',
    repeatable: node.looks ?? false,
    waits: true,
    params: z.object({ ...whereFields, ...node.params, ...limitFields(node.timeLimit ?? 'PT30M') }) as unknown as z.ZodObject,
    ports: ['done'],
    result: z.object({ ...answered, ...node.result }),
    line: node.line,
    run: (context) =>
      runOnMachine(
        context,
        context.params as Params,
        callOf(context.params as Params, context.key),
        context.signal,
        finish(context.params as Params),
      ),
    resume: (context) => resumeOnMachine(context, context.state, finish(context.params as Params)),
    recover: (context) => recoverOnMachine(context, context.params as Params, callOf(context.params as Params, context.key)),
    choices: whereChoices,
    examples: node.examples,
  });
}
