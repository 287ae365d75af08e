// The first question of a new connection: to what?
import { Button, DialogActions, DialogBody, DialogContent, DialogTitle } from '@fluentui/react-components';
import type { ConnectionKind } from '../../nodes/kit/wire/system.ts';
import { IconTile } from '../ui/IconTile.tsx';
import { kindLook } from './kind-look.ts';

interface KindChoiceProps {
  readonly kinds: readonly ConnectionKind[];
  readonly onChoose: (kind: string) => void;
  readonly onClose: () => void;
}

export const KindChoice = ({ kinds, onChoose, onClose }: KindChoiceProps) => (
  <DialogBody>
    <DialogTitle>New connection</DialogTitle>
    <DialogContent>
      <ul className="kind-choice">
        {kinds.map((entry) => (
          <li key={entry.kind}>
            <button
              type="button"
              className="kind-choice-button"
              onClick={() => onChoose(entry.kind)}
              data-testid={`connection-kind-${entry.kind}`}
            >
              <IconTile {...kindLook(entry)} size={36} />
              <span>
                <b>{entry.title}</b>
                <span className="kind-choice-says">{entry.summary}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </DialogContent>
    <DialogActions>
      <Button onClick={onClose}>Cancel</Button>
    </DialogActions>
  </DialogBody>
);
