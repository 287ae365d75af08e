// The menu of the right mouse button (and of the menu key): the commands that fit what is selected.
import { useEffect, useRef } from 'react';
import { setGesture, useGesture } from '../canvas/gesture.ts';
import { useSession } from '../document/session.ts';
import { Icon } from '../ui/Icon.tsx';
import { commands } from './all.ts';
import { titleOf } from './command.ts';
import { written } from './keys.ts';
import { isPossible } from './run.ts';
import './ContextMenu.css';

const close = () => setGesture({ menu: null });

export function ContextMenu() {
  const menu = useGesture((gesture) => gesture.menu);
  return menu ? <Menu x={menu.x} y={menu.y} ids={menu.commands} /> : null;
}

function Menu({ x, y, ids }: { readonly x: number; readonly y: number; readonly ids: readonly string[] | undefined }) {
  const list = useRef<HTMLDivElement>(null);
  const selection = useSession((state) => state.selection);
  const place = selection.nodes.length > 0 ? 'node' : selection.edges.length > 0 ? 'edge' : 'canvas';
  const items = commands.filter((command) => (ids ? ids.includes(command.id) : command.menu?.includes(place)) && isPossible(command));
  useEffect(() => {
    list.current?.querySelector<HTMLElement>('button')?.focus();
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !list.current?.contains(event.target)) close();
    };
    addEventListener('pointerdown', outside, true);
    return () => removeEventListener('pointerdown', outside, true);
  }, []);
  const move = (event: React.KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'ArrowDown') buttons[(at + 1) % buttons.length]?.focus();
    else if (event.key === 'ArrowUp') buttons[(at + buttons.length - 1) % buttons.length]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const height = items.length * 32 + 12;
  return (
    <div
      ref={list}
      className="menu"
      role="menu"
      aria-label="What to do"
      tabIndex={-1}
      style={{ left: Math.min(x, innerWidth - 284), top: Math.max(8, Math.min(y, innerHeight - height - 8)) }}
      onKeyDown={move}
    >
      {items.map((command) => (
        <button
          key={command.id}
          type="button"
          role="menuitem"
          className="menu-item"
          data-testid={`menu-${command.id}`}
          onClick={() => {
            close();
            void command.run();
          }}
        >
          {command.icon ? <Icon name={command.icon} size={16} /> : <span className="command-no-icon" />}
          <span>{titleOf(command)}</span>
          {command.keys?.[0] ? <kbd>{written(command.keys[0])}</kbd> : null}
        </button>
      ))}
    </div>
  );
}
