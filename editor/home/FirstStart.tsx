// The first screen: nobody has made a flow yet. Three real ways to begin, no tour and no blank grid.
import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { Link } from 'wouter';
import { useNodeTypes } from '../api.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { TemplateCard } from '../templates/TemplateCard.tsx';
import { useTemplates } from '../templates/use-templates.ts';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { Icon } from '../ui/Icon.tsx';
import { IconTile } from '../ui/IconTile.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { startTriggers } from './start-flow.ts';
import { useStart } from './use-start.ts';
import './FirstStart.css';

export function FirstStart() {
  const { data, error } = useTemplates();
  const start = useStart();
  return (
    <div className="first-start">
      <Panel
        title="Start from a template"
        beside={<span className="first-start-hint">Runs at once on the practice subscription: nothing real is touched.</span>}
        end={<Link href="/templates">All templates</Link>}
        testId="choice-template"
      >
        <div className="first-start-body">
          {error ? <ErrorCard title="The templates could not be read" failure={{ message: error.message }} plain /> : null}
          {data ? (
            <ul className="template-cards">
              {data.slice(0, 6).map((template) => (
                <TemplateCard key={template.id} template={template} />
              ))}
            </ul>
          ) : error ? null : (
            <Skeleton label="Reading the templates" />
          )}
        </div>
      </Panel>
      <div className="first-start-side">
        <Panel title="Start with a trigger" testId="choice-trigger">
          <TriggerChoices busy={start.busy} onChoose={start.withTrigger} />
        </Panel>
        <Panel title="Import files" testId="choice-import">
          <ImportBox busy={start.busy} onChoose={start.importFiles} onDrop={start.importDropped} />
        </Panel>
      </div>
    </div>
  );
}

interface TriggerChoicesProps {
  readonly busy: boolean;
  readonly onChoose: ReturnType<typeof useStart>['withTrigger'];
}

function TriggerChoices({ busy, onChoose }: TriggerChoicesProps) {
  const types = useNodeTypes();
  return (
    <ul className="first-start-triggers">
      {startTriggers.map(({ type, title, says }) => (
        <li key={type}>
          <button
            type="button"
            className="first-start-trigger"
            disabled={busy}
            onClick={() => onChoose(type)}
            data-testid={`choice-trigger-${type}`}
          >
            <IconTile icon={types.of(type)?.icon ?? 'play'} group="trigger" size={36} />
            <span>
              <b>{title}</b>
              <span className="first-start-says">{says}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface ImportBoxProps {
  readonly busy: boolean;
  readonly onChoose: () => void;
  readonly onDrop: (files: readonly File[]) => void;
}

function ImportBox({ busy, onChoose, onDrop }: ImportBoxProps) {
  const [over, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop target; the button inside is the keyboard way
    <div
      className="first-start-import"
      data-over={over ? '' : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrop([...event.dataTransfer.files]);
      }}
    >
      <Icon name="upload" size={20} />
      <span>Flows or templates, exported as JSON. Drop them here, or</span>
      <Button size="small" disabled={busy} onClick={onChoose}>
        {busy ? 'One moment …' : 'Choose files'}
      </Button>
    </div>
  );
}
