// Checks the open flow after each edit, with the same function that the server uses. Its code comes on first use; the result is
// a moment late by intention, so that typing never waits for it.
import { useEffect } from 'react';
import type { NodeTypes } from '../api.ts';
import { formProblems } from './form-problems.ts';
import { useDocument } from './store.ts';

const isTouched = (): boolean => {
  const { past, future } = useDocument.getState().history;
  return past.length + future.length > 0;
};

export function useProblemCheck(types: NodeTypes): void {
  const flow = useDocument((state) => state.flow);
  useEffect(() => {
    // The server has checked what it sent; the first edit makes it ours.
    if (!types.ready || !isTouched()) return;
    const large = flow.nodes.length > 1_000;
    const timer = setTimeout(
      async () => {
        const { problems } = await import('../../nodes/kit/problems.ts');
        const nested = await formProblems(flow, types);
        if (useDocument.getState().flow !== flow) return;
        const exact = (name: string, version: number) => {
          const type = types.of(name, version);
          return type?.version === version ? type : undefined;
        };
        useDocument.setState({
          problems: [...problems(flow, exact), ...nested],
        });
      },
      large ? 600 : 120,
    );
    return () => clearTimeout(timer);
  }, [flow, types]);
}
