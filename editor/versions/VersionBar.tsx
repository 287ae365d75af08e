// Above the canvas while it shows something else than the draft: a version, or what differs between two.
import { Button } from '@fluentui/react-components';
import { useDocument } from '../document/store.ts';
import { useRun } from '../runs/run-store.ts';
import { number } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { summaryOf } from './changes.ts';
import { backToDraft, restoreVersion, useShelf } from './shelf.ts';
import { nameOfSide } from './side-name.ts';
import '../document/Bars.css';

export function VersionBar() {
  const shown = useShelf((shelf) => shelf.number);
  const comparison = useShelf((shelf) => shelf.comparison);
  const run = useRun();
  if (shown === null && !comparison) return null;
  const restorable = comparison ? comparison.before : { number: shown, flow: null };
  return (
    <div className="bar" role="status" data-testid="version-bar">
      <div className="bar-line">
        <Icon name={comparison ? 'history' : 'eye'} size={16} />
        <span className="bar-text">
          {comparison
            ? `From ${nameOfSide(comparison.before)} to ${nameOfSide(comparison.after)}: ${summaryOf(comparison.changes)}.`
            : run
              ? `This is version ${shown}, as run ${number(run.number)} saw it. It cannot be changed.`
              : `This is version ${shown}. It cannot be changed.`}
        </span>
        {restorable.number === null ? null : (
          <Button
            size="small"
            appearance="subtle"
            onClick={() => restoreVersion(restorable.number as number, restorable.flow ?? useDocument.getState().flow)}
            data-testid="restore-version"
          >
            {comparison ? `Make version ${restorable.number} the draft` : 'Make it the draft'}
          </Button>
        )}
        <Button size="small" onClick={backToDraft} data-testid="back-to-draft">
          Back to the draft
        </Button>
      </div>
    </div>
  );
}
