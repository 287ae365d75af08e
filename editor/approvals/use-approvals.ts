// What waits for approval, kept fresh, and the answer to it.
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Approval } from '../../nodes/kit/wire/approvals.ts';
import { call, keys, queryClient } from '../api.ts';
import { count } from '../ui/format.ts';
import { toast, toastError } from '../ui/toast.ts';

/** @param wanted false: nothing is asked, because nothing can wait */
export const useApprovals = (wanted = true) =>
  useQuery({
    queryKey: keys.approvals,
    queryFn: async ({ signal }) => (await call('listApprovals', { signal })).items,
    refetchInterval: 15_000,
    enabled: wanted,
  });

interface Answer {
  readonly approved: boolean;
  readonly comment: string;
}

export const useAnswer = ({ runId, stepKey, question, look }: Pick<Approval, 'runId' | 'stepKey' | 'question' | 'look'>) =>
  useMutation({
    mutationFn: ({ approved, comment }: Answer) =>
      call('answerApproval', {
        params: { id: runId },
        body: { step: stepKey, approved, ...said(comment), ...(look ? { look } : {}) },
      }),
    onSuccess: (_, { approved }) =>
      toast({ title: `${approved ? 'Approved' : 'Rejected'}: ${question}`, intent: approved ? 'success' : 'info' }),
    onError: (thrown) => toastError('The answer was not taken', thrown),
    onSettled: () => refresh(runId),
  });

/** One answer for exactly these requests of one run: what comes later asks again. */
export const useAnswerAll = (runId: string, looks: readonly string[]) =>
  useMutation({
    mutationFn: ({ approved, comment }: Answer) =>
      call('answerApprovals', { params: { id: runId }, body: { looks: [...looks], approved, ...said(comment) } }),
    onSuccess: ({ items }, { approved }) =>
      toast({ title: `${approved ? 'Approved' : 'Rejected'}: ${count(items.length, 'request')}`, intent: approved ? 'success' : 'info' }),
    onError: (thrown) => toastError('The answer was not taken', thrown),
    onSettled: () => refresh(runId),
  });

const said = (comment: string) => (comment.trim() === '' ? {} : { comment: comment.trim() });

const refresh = (runId: string) =>
  Promise.all(
    [keys.approvals, keys.overview, keys.flows(), ['runs'], keys.run(runId)].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );
