import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswer } from './answer.ts';

const ascii = (value: unknown) =>
  JSON.stringify(value).replaceAll(/[^\x20-\x7e]|@/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
const plain = (value: unknown) => `@@VF@@${ascii(value)}@@/VF@@`;
const packed = (value: unknown) => `@@VFZ@@${gzipSync(ascii(value)).toString('base64')}@@/VFZ@@`;
const wrapped = (text: string) => text.replaceAll(/.{80}/g, '$&\r\n');
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: { failure?: unknown }) => error.failure,
  );

describe('what a script wrote', () => {
  test('is read whatever it holds, plain or packed, in one line or many', async () => {
    const data = fc.dictionary(fc.string(), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(data, fc.boolean(), fc.boolean(), async (value, pack, wrap) => {
        const text = (pack ? packed : plain)({ ok: true, agent: '2.0.1', computer: 'SRV', data: value });
        const answer = await readAnswer(`noise before\n${wrap ? wrapped(text) : text}\nand after`, '', 'srv');
        expect(answer).toEqual({ data: JSON.parse(JSON.stringify(value)), agentVersion: '2.0.1', computer: 'SRV' });
      }),
      { numRuns: 200 },
    );
  });

  test('an error of the agent keeps its code, its words and what to do', async () => {
    const error = {
      id: 'OperationInProgress,Microsoft.Internal.CloudBackup.Commands.StartOBBackup',
      category: 'ResourceBusy',
      message: 'Busy.',
    };
    expect(await failureOf(readAnswer(plain({ ok: false, error }), '', 'srv-app-01'))).toMatchObject({
      code: 'mars_failed',
      message: 'srv-app-01: Busy.',
      azure: { code: 'OperationInProgress', target: 'ResourceBusy' },
      advice: [expect.stringContaining('Wait until')],
    });
  });

  test('an answer that was cut at its beginning is too large, not broken', async () => {
    expect(await failureOf(readAnswer(`…"x":1}}@@/VF@@`, '', 'srv'))).toMatchObject({ code: 'output_too_large' });
  });

  test('no answer says what the script complained about', async () => {
    expect(await failureOf(readAnswer('', 'running scripts is disabled on this system', 'srv'))).toMatchObject({
      code: 'mars_failed',
      cause: 'running scripts is disabled on this system',
    });
  });

  test.each(['@@VF@@{broken@@/VF@@', '@@VFZ@@not base64!@@/VFZ@@', '@@VF@@[]@@/VF@@'])('%s is no answer', async (output) => {
    expect(await failureOf(readAnswer(output, '', 'srv'))).not.toBeNull();
  });
});
