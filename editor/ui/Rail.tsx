// The left rail: where in the product you are. The same on every page.
import { Link, useLocation } from 'wouter';
import { Icon } from './Icon.tsx';
import './Rail.css';

const places = [
  { to: '/', icon: 'home', label: 'Home', at: /^\/$/ },
  { to: '/backups', icon: 'shield', label: 'Backups', at: /^\/backups/ },
  { to: '/flows', icon: 'flow', label: 'Flows', at: /^\/flows/ },
  { to: '/templates', icon: 'template', label: 'Templates', at: /^\/templates/ },
  { to: '/runs', icon: 'clock', label: 'Runs', at: /^\/runs/ },
  { to: '/approvals', icon: 'user', label: 'Approvals', at: /^\/approvals/ },
  { to: '/connections', icon: 'key', label: 'Connections', at: /^\/connections/ },
  { to: '/practice', icon: 'flask', label: 'Practice subscription', at: /^\/practice/ },
  { to: '/operations', icon: 'server', label: 'Operations', at: /^\/operations/ },
] as const;

export function Rail() {
  const [path] = useLocation();
  return (
    <nav className="rail" aria-label="Vaultflow">
      <Link href="/" className="rail-mark" aria-label="Vaultflow, home" title="Vaultflow">
        <Icon name="shield-checkmark" size={22} />
      </Link>
      <ul className="rail-places">
        {places.map(({ to, icon, label, at }) => (
          <li key={to}>
            <Place to={to} icon={icon} label={label} here={at.test(path)} />
          </li>
        ))}
      </ul>
      <Place to="/settings" icon="settings" label="Settings" here={path.startsWith('/settings')} />
    </nav>
  );
}

interface PlaceProps {
  readonly to: string;
  readonly icon: string;
  readonly label: string;
  readonly here: boolean;
}

const Place = ({ to, icon, label, here }: PlaceProps) => (
  <Link href={to} className="rail-place" aria-label={label} {...(here ? { 'aria-current': 'page' as const } : {})}>
    <Icon name={icon} />
    <span className="rail-tip" aria-hidden="true">
      {label}
    </span>
  </Link>
);
