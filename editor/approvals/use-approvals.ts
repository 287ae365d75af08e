// What waits for approval, kept fresh, and the answer to it.
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Approval } from '../../nodes/kit/wire/approvals.ts';
import { call, keys, queryClient } from '../api.ts';
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

export const useAnswer = ({ runId, stepKey, question }: Pick<Approval, 'runId' | 'stepKey' | 'question'>) =>
  useMutation({
    mutationFn: ({ approved, comment }: Answer) =>
      call('answerApproval', {
        params: { id: runId },
        body: { step: stepKey, approved, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) },
      }),
    onSuccess: (_, { approved }) =>
      toast({ title: `${approved ? 'Approved' : 'Rejected'}: ${question}`, intent: approved ? 'success' : 'info' }),
    onError: (thrown) => toastError('The answer was not taken', thrown),
    onSettled: () =>
      Promise.all(
        [keys.approvals, keys.overview, keys.flows(), ['runs'], keys.run(runId)].map((queryKey) =>
          queryClient.invalidateQueries({ queryKey }),
        ),
      ),
  });
