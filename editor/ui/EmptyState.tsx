// What a place shows when it has nothing yet: why it is empty and what to do, with the buttons to do it.
import { Icon } from './Icon.tsx';
import './EmptyState.css';

interface EmptyStateProps {
  readonly icon: string;
  readonly title: string;
  readonly children?: React.ReactNode;
  readonly actions?: React.ReactNode;
  /** It is all there is on the page. */
  readonly page?: boolean;
}

export function EmptyState({ icon, title, children, actions, page = false }: EmptyStateProps) {
  const [Frame, Title] = page ? (['main', 'h1'] as const) : (['section', 'h2'] as const);
  return (
    <Frame className="empty">
      <span className="empty-icon">
        <Icon name={icon} size={24} />
      </span>
      <Title className="empty-title">{title}</Title>
      {children ? <div className="empty-text">{children}</div> : null}
      {actions ? <div className="empty-actions">{actions}</div> : null}
    </Frame>
  );
}
