// The soft tinted square that tells the groups of node types apart.
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { Icon } from './Icon.tsx';
import './IconTile.css';

interface IconTileProps {
  readonly icon: string;
  readonly group: NodeTypeJson['group'];
  readonly size?: 24 | 32 | 36;
}

export const IconTile = ({ icon, group, size = 36 }: IconTileProps) => (
  <span className={`icon-tile icon-tile-${size}`} data-group={group} aria-hidden="true">
    <Icon name={icon} size={size === 24 ? 15 : 20} />
  </span>
);
