import { describe, expect, test } from 'vitest';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { handlingOf } from './handling-words.ts';

const type = (more: Partial<NodeTypeJson> = {}) => ({ kind: 'action', waits: false, ...more }) as NodeTypeJson;
const rows = (...of: Parameters<typeof handlingOf>) => Object.fromEntries(handlingOf(...of)?.rows ?? []);

describe('what holds when a step does not go well', () => {
  test('says the usual, and that it is the usual', () => {
    expect(handlingOf({}, type(), [], false)?.set).toEqual([]);
    expect(rows({}, type(), [], false)).toEqual({
      Tries: '3 in all, first pause up to 1 s, none over 1 min (usual)',
      'Time-out': '15 min (usual)',
      'If it fails': 'what follows is skipped, and the run has failed',
    });
  });

  test('says what was set, short on the badge and whole below it', () => {
    const node = { settings: { retry: { attempts: 5, first: 'PT2S' }, timeout: 'PT90S' } };
    expect(handlingOf(node, type(), [], false)?.set).toEqual(['5×', '1 min']);
    expect(rows(node, type(), ['Tell the owner'], false)).toEqual({
      Tries: '5 in all, first pause up to 2 s, none over 1 min',
      'Time-out': '1 min 30 s',
      'If it fails': 'goes on with “Tell the owner”',
    });
  });

  test('knows what never ends by itself, what is never tried again, and what a loop does', () => {
    expect(rows({}, type({ waits: true }), [], true)['Time-out']).toContain('none');
    expect(rows({ settings: { retry: { attempts: 1 } } }, type(), [], true)).toMatchObject({
      Tries: 'once, never again',
      'If it fails': 'what follows is skipped, and this item has failed',
    });
    expect(rows({}, type({ kind: 'container' }), [], false)).not.toHaveProperty('Tries');
    expect(handlingOf({}, type({ kind: 'trigger' }), [], false)).toBeNull();
  });
});
