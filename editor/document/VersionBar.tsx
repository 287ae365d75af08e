// Above the canvas while it shows something else than the draft, or a run of another version than the draft.
import { Button } from '@fluentui/react-components';
import { useRun } from '../runs/run-store.ts';
import { number } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { useDocument } from './store.ts';
import { backToDraft, restoreVersion, useShelf } from './versions.ts';
import './Bars.css';

export function VersionBar() {
  const shown = useShelf((shelf) => shelf.number);
  const run = useRun();
  if (shown === null) return null;
  return (
    <div className="bar" role="status" data-testid="version-bar">
      <div className="bar-line">
        <Icon name="eye" size={16} />
        <span className="bar-text">
          {run ? `This is version ${shown}, as run ${number(run.number)} saw it.` : `This is version ${shown}.`} It cannot be changed.
        </span>
        <Button size="small" appearance="subtle" onClick={() => restoreVersion(shown, useDocument.getState().flow)}>
          Make it the draft
        </Button>
        <Button size="small" onClick={backToDraft} data-testid="back-to-draft">
          Back to the draft
        </Button>
      </div>
    </div>
  );
}
