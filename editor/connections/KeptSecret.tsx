// A stored secret: that it is set, and the way to put another one in its place. There is nothing to show.
import { Icon } from '../ui/Icon.tsx';

interface KeptSecretProps {
  readonly title: string;
  readonly onReplace: () => void;
}

export const KeptSecret = ({ title, onReplace }: KeptSecretProps) => (
  <div className="field">
    <span className="field-label">{title}</span>
    <span className="kept-secret">
      <Icon name="lock" size={16} />
      Set, never shown
      <button type="button" className="kept-secret-replace" onClick={onReplace} aria-label={`Replace ${title}`}>
        Replace
      </button>
    </span>
  </div>
);
