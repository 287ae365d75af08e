// What a place shows when it has nothing yet: why it is empty and what to do, with the buttons to do it.
import { Icon } from './Icon.tsx';
import './EmptyState.css';

interface EmptyStateProps {
  readonly icon: string;
  readonly title: string;
  readonly children?: React.ReactNode;
  readonly actions?: React.ReactNode;
}

export const EmptyState = ({ icon, title, children, actions }: EmptyStateProps) => (
  <section className="empty">
    <span className="empty-icon">
      <Icon name={icon} size={24} />
    </span>
    <h2 className="empty-title">{title}</h2>
    {children ? <div className="empty-text">{children}</div> : null}
    {actions ? <div className="empty-actions">{actions}</div> : null}
  </section>
);
