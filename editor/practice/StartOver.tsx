// Starting over: a fresh Contoso, or an estate of one's own from a file.
import { Button, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { useRef } from 'react';
import { confirm } from '../ui/confirm.ts';
import { Icon } from '../ui/Icon.tsx';
import { PageMenu } from '../ui/PageMenu.tsx';
import { toast, toastError } from '../ui/toast.ts';
import { useReset } from './use-practice.ts';

export function StartOver() {
  const reset = useReset();
  const file = useRef<HTMLInputElement>(null);
  const done = () => toast({ title: 'The practice subscription starts afresh', intent: 'success' });
  const fresh = async () => {
    const yes = await confirm({
      title: 'Start over?',
      text: 'Everything that flows did in the practice subscription is forgotten: items, jobs, recovery points, requests. Flows and their runs stay.',
      action: 'Start over',
      destructive: true,
    });
    if (yes) reset.mutate(undefined, { onSuccess: done });
  };
  const load = async (chosen: File | undefined) => {
    if (!chosen) return;
    try {
      const estate: unknown = JSON.parse(await chosen.text());
      reset.mutate(estate, { onSuccess: done });
    } catch (thrown) {
      toastError(`${chosen.name} is no JSON`, thrown);
    }
  };
  return (
    <>
      <PageMenu>
        <MenuTrigger disableButtonEnhancement>
          <Button icon={<Icon name="arrow-reset" size={16} />} disabled={reset.isPending} data-testid="practice-start-over">
            Start over
          </Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem subText="Three vaults, about sixty items, a month of jobs" onClick={fresh} data-testid="reset-contoso">
              With a fresh Contoso
            </MenuItem>
            <MenuItem subText="JSON: vaults, items, policies, machines" onClick={() => file.current?.click()}>
              With an estate from a file …
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </PageMenu>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label="Estate file"
        data-testid="estate-file"
        onChange={(event) => {
          void load(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </>
  );
}
