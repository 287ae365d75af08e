// The keys for stored secrets over HTTP. No answer holds one.
import type { KeysView, keyRoutes } from '../../nodes/kit/wire/keys.ts';
import { iso } from '../store/iso.ts';
import type { AppDeps } from './deps.ts';
import type { Handlers } from './registry.ts';

export function keyHandlers({ stores, keyRotation }: AppDeps): Handlers<typeof keyRoutes> {
  async function view(): Promise<KeysView> {
    const { keys, masters, left, broken } = await stores.keys.state();
    return { keys: keys.map((key) => ({ ...key, createdAt: iso(key.createdAt) })), masters: [...masters], left, broken };
  }
  return {
    keys: view,
    async rotateKey({ actor }) {
      await stores.keys.rotate(actor);
      keyRotation.wake();
      return view();
    },
  };
}
