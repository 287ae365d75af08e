// The left rail: where in the product you are, each place with its word. The same on every page; what somebody may not see is not there.
import { Link, useLocation } from 'wouter';
import { useMe } from '../api.ts';
import { Icon } from './Icon.tsx';
import './Rail.css';

const places = [
  { to: '/', icon: 'home', label: 'Home', at: /^\/$/ },
  { to: '/backups', icon: 'shield', label: 'Backups', at: /^\/backups/ },
  { to: '/flows', icon: 'flow', label: 'Flows', at: /^\/flows/ },
  { to: '/templates', icon: 'template', label: 'Templates', at: /^\/templates/ },
  { to: '/runs', icon: 'clock', label: 'Runs', at: /^\/runs/ },
  { to: '/approvals', icon: 'check', label: 'Approvals', at: /^\/approvals/ },
  { to: '/connections', icon: 'key', label: 'Connections', at: /^\/connections/ },
  { to: '/practice', icon: 'flask', label: 'Practice', says: 'Practice subscription', at: /^\/practice/ },
  { to: '/operations', icon: 'server', label: 'Operations', at: /^\/operations/ },
] as const;

const own = [
  { to: '/people', icon: 'people', label: 'People', at: /^\/people/, for: 'owner' },
  { to: '/audit', icon: 'list', label: 'Audit', at: /^\/audit/, for: 'owner' },
  { to: '/account', icon: 'user', label: 'Account', at: /^\/account/, for: null },
  { to: '/settings', icon: 'settings', label: 'Settings', at: /^\/settings/, for: null },
] as const;

export function Rail() {
  const [path] = useLocation();
  const { data: me } = useMe();
  return (
    <nav className="rail" aria-label="Vaultflow">
      <Link href="/" className="rail-mark" aria-label="Vaultflow, home" title="Vaultflow">
        <Icon name="shield-checkmark" size={22} />
      </Link>
      <ul className="rail-places">
        {places.map((place) => (
          <li key={place.to}>
            <Place {...place} here={place.at.test(path)} />
          </li>
        ))}
      </ul>
      <ul className="rail-own">
        {own
          .filter((place) => place.for === null || me?.role === place.for || me?.admin === true)
          .map((place) => (
            <li key={place.to}>
              <Place {...place} here={place.at.test(path)} />
            </li>
          ))}
      </ul>
    </nav>
  );
}

interface PlaceProps {
  readonly to: string;
  readonly icon: string;
  readonly label: string;
  /** The whole name, where the word is a short one. */
  readonly says?: string;
  readonly here: boolean;
}

const Place = ({ to, icon, label, says = label, here }: PlaceProps) => (
  <Link
    href={to}
    className="rail-place"
    aria-label={says}
    {...(says === label ? {} : { title: says })}
    {...(here ? { 'aria-current': 'page' as const } : {})}
  >
    <Icon name={icon} size={20} />
    <span className="rail-word">{label}</span>
  </Link>
);
