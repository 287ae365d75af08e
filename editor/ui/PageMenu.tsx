// A menu below its button that opens inside the page's main part, not behind the end of the document: who walks a page by its
// landmarks finds it.
import { Menu, type MenuProps } from '@fluentui/react-components';
import { useEffect, useState } from 'react';

export function PageMenu({ children }: Pick<MenuProps, 'children'>) {
  const [main, setMain] = useState<HTMLElement | null>(null);
  useEffect(() => setMain(document.querySelector('main')), []);
  return (
    <Menu positioning="below-end" mountNode={main}>
      {children}
    </Menu>
  );
}
