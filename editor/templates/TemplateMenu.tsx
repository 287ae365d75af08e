// What can be done with an own template: edit its words, export it, delete it. A shipped one can only be exported.
import { Button, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import type { TemplateSummary } from '../../nodes/kit/wire/templates.ts';
import { call, keys, queryClient } from '../api.ts';
import { confirm } from '../ui/confirm.ts';
import { Icon } from '../ui/Icon.tsx';
import { PageMenu } from '../ui/PageMenu.tsx';
import { toast, toastError } from '../ui/toast.ts';
import { downloadJson } from './download.ts';

const EditTemplateDialog = lazy(() => import('./EditTemplateDialog.tsx').then((module) => ({ default: module.EditTemplateDialog })));

export function TemplateMenu({ template }: { readonly template: TemplateSummary }) {
  const { id, name, title, shipped } = template;
  const [editing, setEditing] = useState(false);
  const [path, go] = useLocation();
  const exportIt = async () => {
    try {
      const { document } = await call('getTemplate', { params: { id } });
      downloadJson(`${name}.template.json`, document);
    } catch (error) {
      toastError('The template could not be exported', error);
    }
  };
  const remove = async () => {
    const text = 'Flows made from it stay as they are. Export it first if you may want it back.';
    if (!(await confirm({ title: `Delete the template “${title}”?`, text, action: 'Delete', destructive: true }))) return;
    try {
      await call('deleteTemplate', { params: { id } });
      if (path !== '/templates') go('/templates');
      await queryClient.invalidateQueries({ queryKey: keys.templates });
      toast({ title: `“${title}” is deleted`, intent: 'success' });
    } catch (error) {
      toastError('The template could not be deleted', error);
    }
  };
  return (
    <>
      <PageMenu>
        <MenuTrigger disableButtonEnhancement>
          <Button
            appearance="subtle"
            size="small"
            icon={<Icon name="dots" size={18} />}
            aria-label={`More for “${title}”`}
            data-testid={`template-menu-${name}`}
          />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {shipped ? null : (
              <MenuItem icon={<Icon name="edit" size={18} />} onClick={() => setEditing(true)}>
                Edit title and summary
              </MenuItem>
            )}
            <MenuItem icon={<Icon name="download" size={18} />} onClick={exportIt}>
              Export as file
            </MenuItem>
            {shipped ? null : (
              <MenuItem icon={<Icon name="delete" size={18} />} onClick={remove}>
                Delete …
              </MenuItem>
            )}
          </MenuList>
        </MenuPopover>
      </PageMenu>
      {editing ? (
        <Suspense fallback={null}>
          <EditTemplateDialog template={template} onClose={() => setEditing(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
