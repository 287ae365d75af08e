// Items as a table: what it is, how it stands and why, its newest recovery point, policy and vault.
import { Link } from 'wouter';
import type { EstateItem } from '../../nodes/kit/wire/estate.ts';
import { ago, exact } from '../ui/format.ts';
import { Pill } from '../ui/StatusPill.tsx';
import { itemName, kindWord, standingWords } from './standing-words.ts';
import '../pages/frame/list-table.css';

interface BackupTableProps {
  readonly items: readonly EstateItem[];
  /** They tell of a day that is over. */
  readonly past: boolean;
}

export const BackupTable = ({ items, past }: BackupTableProps) => (
  <div className="list-scroll">
    <table className="list-table">
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col">{past ? 'Stood' : 'Stands'}</th>
          <th scope="col">Newest recovery point</th>
          <th scope="col">Policy</th>
          <th scope="col">Vault</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id}>
            <td>
              <Link href={`/backups/${item.id}`} className="list-table-link">
                {itemName(item)}
              </Link>
              <div className="list-table-sub">{kindWord(item.workloadType)}</div>
            </td>
            <td>
              <Standing item={item} />
              {item.says === '' ? null : <div className="list-table-sub backup-says">{item.says}</div>}
            </td>
            <td className="numbers backup-time">
              {item.pointAt === null ? (
                'None known'
              ) : (
                <time dateTime={item.pointAt} title={exact(item.pointAt)}>
                  {ago(item.pointAt)}
                </time>
              )}
            </td>
            <td>{item.policyName ?? '–'}</td>
            <td>{item.vaultName}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

export function Standing({ item: { state } }: { readonly item: Pick<EstateItem, 'state'> }) {
  const { word, icon, tone } = standingWords[state];
  return (
    <Pill tone={tone} icon={icon} status={state}>
      {word}
    </Pill>
  );
}
