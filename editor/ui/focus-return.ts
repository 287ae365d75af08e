// Focus is never lost: when a dialog goes, the focus returns to where it was before. Fluent does so only for dialogs that stay
// mounted beside their button; ours are opened by commands.
const floating = '[role="dialog"], [role="alertdialog"], [role="menu"]';

export function returnFocus(): () => void {
  let last: HTMLElement | null = null;
  const remember = ({ target }: FocusEvent) => {
    if (target instanceof HTMLElement && target.closest('#root') && !target.closest(floating)) last = target;
  };
  const restore = () => {
    const { activeElement, body } = document;
    if ((activeElement !== null && activeElement !== body) || document.querySelector(floating)) return;
    const target = last?.isConnected && !last.matches(':disabled') ? last : document.querySelector<HTMLElement>('.app-page');
    target?.focus({ preventScroll: true });
  };
  // What floats is a child of the body.
  const observer = new MutationObserver((changes) => {
    if (changes.some(({ removedNodes }) => removedNodes.length > 0)) setTimeout(restore, 0);
  });
  observer.observe(document.body, { childList: true });
  document.addEventListener('focusin', remember);
  return () => {
    observer.disconnect();
    document.removeEventListener('focusin', remember);
  };
}
