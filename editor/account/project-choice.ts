// Which project this tab works in. Each request names it, so that two tabs can work in two projects; the last one chosen is what a new
// tab opens with.
import { call, nameProject, queryClient } from '../api.ts';

export async function switchProject(id: string): Promise<void> {
  await call('useProject', { body: { id } });
  nameProject(id);
  // Nothing that was read in the other project may be shown in this one.
  queryClient.clear();
  location.assign('/');
}
