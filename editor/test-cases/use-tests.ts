// The tests of a flow as the window knows them, and running them: one after the other, so that each result is seen as it comes.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { type Answer, call, keys, queryClient } from '../api.ts';
import { flushSave } from '../document/saving.ts';
import { toastError } from '../ui/toast.ts';

export type Tests = Answer<'listTests'>;
export type FlowTest = Tests['items'][number];

export const useTests = (flowId: string) =>
  useQuery({ queryKey: keys.tests(flowId), queryFn: ({ signal }) => call('listTests', { params: { id: flowId }, signal }) });

const refresh = (flowId: string) => queryClient.invalidateQueries({ queryKey: keys.tests(flowId) });

export function useRunTests(flowId: string) {
  /** The one that runs now, and those that wait for their turn. */
  const [line, setLine] = useState<readonly string[]>([]);
  const run = useCallback(
    async (ids: readonly string[]) => {
      setLine(ids);
      try {
        await flushSave();
        for (let at = 0; at < ids.length; at++) {
          setLine(ids.slice(at));
          const { version, results } = await call('runTests', {
            params: { id: flowId },
            body: { tests: [ids[at] as string], version: 'draft' },
          });
          queryClient.setQueryData<Tests>(
            keys.tests(flowId),
            (known) => known && { ...known, items: known.items.map((test) => withResult(test, version, results)) },
          );
        }
      } catch (thrown) {
        toastError('The tests were not run', thrown);
      } finally {
        setLine([]);
        void refresh(flowId);
      }
    },
    [flowId],
  );
  return { line, run };
}

function withResult(test: FlowTest, version: number, results: Answer<'runTests'>['results']): FlowTest {
  const mine = results.find(({ id }) => id === test.id);
  return mine ? { ...test, last: { version, result: mine.result } } : test;
}

export async function saveTest(flowId: string, id: string | null, test: FlowTest['test']): Promise<FlowTest> {
  const saved =
    id === null
      ? await call('createTest', { params: { id: flowId }, body: { test } })
      : await call('saveTest', { params: { id: flowId, test: id }, body: { test } });
  await refresh(flowId);
  return saved;
}

export async function deleteTest(flowId: string, id: string): Promise<void> {
  await call('deleteTest', { params: { id: flowId, test: id } });
  await refresh(flowId);
}
