// How old what is shown is, and why it may not be whole: always said, never left to be guessed.
import { Link } from 'wouter';
import type { Health } from '../estate/use-estate.ts';
import { exact, moment } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import './LastLook.css';

export function LastLook({ health }: { readonly health: Health }) {
  const { at, nextAt, looking, trouble, vaults } = health;
  const silent = vaults.filter((vault) => vault.trouble !== null);
  const names = silent.slice(0, 2).map(({ name }) => name);
  const where =
    silent.length === 0 ? '' : `${names.join(', ')}${silent.length > names.length ? ` and ${silent.length - names.length} more` : ''}: `;
  return (
    <div className="last-look">
      {trouble ? (
        <p className="last-look-trouble" data-testid="estate-trouble">
          <Icon name="warning" size={14} />
          <span>
            {where}
            {trouble.says} <Link href="/connections">Look at the connection</Link>
          </span>
        </p>
      ) : null}
      <p className="last-look-at numbers">
        {at === null ? (
          'Azure has not answered yet'
        ) : (
          <>
            Last look{' '}
            <time dateTime={at} title={exact(at)}>
              {moment(at)}
            </time>
          </>
        )}
        {looking ? ' · asking Azure now' : nextAt === null ? '' : ` · next ${moment(nextAt)}`}
      </p>
    </div>
  );
}
