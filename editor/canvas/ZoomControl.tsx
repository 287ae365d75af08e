// Zoom, fit and tidy, bottom left of the canvas. The buttons are commands, so that their names and keys are the same everywhere.
import { type ReactFlowState, useStore } from 'reactflow';
import { runCommand } from '../commands/run.ts';
import { Icon } from '../ui/Icon.tsx';
import './ZoomControl.css';

const zoomOf = (state: ReactFlowState) => Math.round(state.transform[2] * 100);

export function ZoomControl() {
  const zoom = useStore(zoomOf);
  return (
    <div className="zoom" role="toolbar" aria-label="View">
      <button type="button" aria-label="Zoom out" title="Zoom out (−)" onClick={() => runCommand('zoom-out')}>
        <Icon name="minus" size={16} />
      </button>
      <button
        type="button"
        className="zoom-now"
        title="Zoom to 100 % (1)"
        aria-label={`Zoom is ${zoom} %. Go to 100 %`}
        onClick={() => runCommand('zoom-actual')}
      >
        {zoom} %
      </button>
      <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => runCommand('zoom-in')}>
        <Icon name="plus" size={16} />
      </button>
      <button
        type="button"
        aria-label="Show the whole flow"
        title="Show the whole flow (Shift+1)"
        onClick={() => runCommand('fit')}
        data-testid="fit"
      >
        <Icon name="fit" size={16} />
      </button>
      <button type="button" aria-label="Tidy up" title="Tidy up (Shift+L)" onClick={() => runCommand('tidy')} data-testid="tidy">
        <Icon name="layout" size={16} />
      </button>
    </div>
  );
}
