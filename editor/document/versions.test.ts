import { beforeEach, describe, expect, test } from 'vitest';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { backToDraft, restoreVersion, showVersion } from '../versions/shelf.ts';
import { setFlow } from './edits.ts';
import { fileName, readFlowText } from './files.ts';
import { resourceOf } from './resource.test-support.ts';
import { useDocument } from './store.ts';

const draft = flowSchema.parse({ format: 1, name: 'Draft' });
const old = flowSchema.parse({ format: 1, name: 'Version 3' });

describe('looking at a version', () => {
  beforeEach(() => {
    useDocument.getState().open(resourceOf(draft));
    useDocument.getState().edit('Rename', (flow) => setFlow(flow, { name: 'Changed draft' }));
  });

  test('shows it read only, and the draft comes back with its history', () => {
    showVersion(3, old);
    expect(useDocument.getState()).toMatchObject({ readOnly: true, flow: { name: 'Version 3' }, canUndo: false });
    useDocument.getState().edit('Change', (flow) => setFlow(flow, { name: 'No' }));
    useDocument.getState().undo();
    expect(useDocument.getState().flow.name).toBe('Version 3');
    backToDraft();
    expect(useDocument.getState()).toMatchObject({
      readOnly: false,
      flow: { name: 'Changed draft' },
      undoLabel: 'Rename',
      save: 'unsaved',
    });
  });

  test('two versions in a row still lead back to the draft', () => {
    showVersion(3, old);
    showVersion(2, { ...old, name: 'Version 2' });
    backToDraft();
    expect(useDocument.getState().flow.name).toBe('Changed draft');
  });

  test('restoring one is an edit of the draft, one undo away', () => {
    showVersion(3, old);
    restoreVersion(3, old);
    expect(useDocument.getState()).toMatchObject({ readOnly: false, flow: { name: 'Version 3' }, undoLabel: 'Restore version 3' });
    useDocument.getState().undo();
    expect(useDocument.getState().flow.name).toBe('Changed draft');
  });
});

describe('a flow as a file', () => {
  test('has a name that every system takes', () => {
    expect(fileName('Nightly: backup/report!')).toBe('nightly-backup-report.flow.json');
    expect(fileName('日本')).toBe('flow.flow.json');
  });

  test.each([
    ['{', /not JSON/],
    ['[]', /not a flow/],
    ['{"format": 1}', /not a flow: \/name/],
    ['{"format": 99, "name": "x"}', /newer/],
    ['{"format":1,"name":"x","nodes":[{"id":1}]}', /\/nodes\/0\/id/],
  ])('%s is refused with the reason', async (text, reason) => {
    expect(await readFlowText(text)).toMatch(reason);
  });

  test('keeps what it does not know', async () => {
    expect(await readFlowText('{"format":1,"name":"x","later":{"a":1}}')).toMatchObject({ later: { a: 1 } });
  });
});
