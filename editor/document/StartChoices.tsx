// What an empty flow shows instead of a blank grid: three real ways to begin.
import { Link } from 'wouter';
import { useNodeTypes } from '../api.ts';
import { addStep } from '../canvas/actions.ts';
import { useGesture } from '../canvas/gesture.ts';
import { Icon } from '../ui/Icon.tsx';
import { IconTile } from '../ui/IconTile.tsx';
import { importFile } from './files.ts';
import './StartChoices.css';

export function StartChoices() {
  // A step that is being dragged needs the whole canvas to land on.
  const carrying = useGesture((gesture) => gesture.carried !== null);
  const triggers = useNodeTypes().all.filter(({ kind }) => kind === 'trigger');
  if (carrying) return null;
  return (
    <div className="start" data-testid="start-choices">
      <h2>How should this flow begin?</h2>
      <div className="start-choices">
        <section className="start-choice">
          <h3>With a trigger</h3>
          <p>What starts it? Everything else follows from there.</p>
          <div className="start-triggers">
            {triggers.map((type) => (
              <button key={type.type} type="button" onClick={() => addStep(type)} title={type.summary} data-testid={`start-${type.type}`}>
                <IconTile icon={type.icon} group={type.group} size={24} />
                {type.title}
              </button>
            ))}
          </div>
        </section>
        <Link href="/templates" className="start-choice start-link" data-testid="start-template">
          <Icon name="template" size={24} />
          <h3>From a template</h3>
          <p>Nightly report, alerts, re-running failed backups: fill in a short form, and it runs.</p>
        </Link>
        <button type="button" className="start-choice start-link" onClick={() => void importFile()} data-testid="start-import">
          <Icon name="upload" size={24} />
          <h3>From a file</h3>
          <p>A flow that somebody exported, or that lies in git. You can also paste it.</p>
        </button>
      </div>
    </div>
  );
}
