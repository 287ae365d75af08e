// What every page but the editor looks like from outside: a headline, a line below it, buttons on the right, then the content.
import { useEffect } from 'react';
import './PageFrame.css';

interface PageFrameProps {
  readonly title: React.ReactNode;
  /** For the window's title: "Home". */
  readonly name: string;
  readonly sub?: React.ReactNode;
  readonly actions?: React.ReactNode;
  readonly titleTestId?: string;
  readonly children: React.ReactNode;
}

export function PageFrame({ title, name, sub, actions, titleTestId, children }: PageFrameProps) {
  useEffect(() => {
    const before = document.title;
    document.title = `${name} · Vaultflow`;
    return () => {
      document.title = before;
    };
  }, [name]);
  return (
    <main className="page">
      <div className="page-inner">
        <header className="page-head">
          <div className="page-words">
            <h1 className="page-title" data-testid={titleTestId}>
              {title}
            </h1>
            {sub ? <div className="page-sub">{sub}</div> : null}
          </div>
          {actions ? <div className="page-actions">{actions}</div> : null}
        </header>
        {children}
      </div>
    </main>
  );
}

interface PanelProps {
  readonly title: React.ReactNode;
  /** Beside the title: a count, a pill. */
  readonly beside?: React.ReactNode;
  /** At the right end of the head: tabs, a link. */
  readonly end?: React.ReactNode;
  readonly label?: string;
  readonly className?: string;
  readonly testId?: string;
  readonly children: React.ReactNode;
}

/** A titled box on a page. */
export const Panel = ({ title, beside, end, label, className = '', testId, children }: PanelProps) => (
  <section className={`panel ${className}`} aria-label={label ?? (typeof title === 'string' ? title : undefined)} data-testid={testId}>
    <header className="panel-head">
      <h2 className="panel-title">{title}</h2>
      {beside}
      {end ? <div className="panel-end">{end}</div> : null}
    </header>
    {children}
  </section>
);
