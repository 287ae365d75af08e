// The shelves beside the list: all flows, favourites, folders in folders, tags, the archive. Each is a link to the list of it.
import { Button, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../api.ts';
import { number } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { PageMenu } from '../ui/PageMenu.tsx';
import { folderRows } from './folder-tree.ts';
import { allFlows, type LibraryQuery, writeQuery } from './library-query.ts';
import { RenameFolderDialog } from './RenameFolderDialog.tsx';
import './Shelves.css';

interface ShelvesProps {
  readonly query: LibraryQuery;
  readonly shelves: Answer<'library'> | undefined;
}

export function Shelves({ query, shelves }: ShelvesProps) {
  const [renaming, setRenaming] = useState<string | null>(null);
  const { folder, tag, favourite, archived, sort, order } = query;
  const to = (more: Partial<LibraryQuery>) => writeQuery({ ...allFlows, sort, order, ...more });
  const folders = folderRows(shelves?.folders ?? []);
  const loose = shelves?.folders.find((shelf) => shelf.folder === '')?.count ?? 0;
  const here = { all: folder === null && tag === '' && !favourite && !archived };
  return (
    <nav className="shelves" aria-label="Library">
      <ul className="shelves-list">
        <Shelf to={to({})} icon="flow" name="All flows" count={shelves?.all} here={here.all} testId="shelf-all" />
        <Shelf
          to={to({ favourite: true })}
          icon="bookmark"
          name="Favourites"
          count={shelves?.favourites}
          here={favourite}
          testId="shelf-favourites"
        />
        <Shelf
          to={to({ archived: true })}
          icon="archive"
          name="Archived"
          count={shelves?.archived}
          here={archived}
          testId="shelf-archived"
        />
      </ul>
      {folders.length > 0 ? (
        <>
          <h2 className="shelves-title">Folders</h2>
          <ul className="shelves-list">
            {folders.map((row) => (
              <Shelf
                key={row.folder}
                to={to({ folder: row.folder })}
                icon="folder"
                name={row.name}
                count={row.count}
                depth={row.depth}
                here={folder === row.folder && !archived}
                testId={`shelf-folder-${row.folder}`}
                menu={
                  <PageMenu>
                    <MenuTrigger disableButtonEnhancement>
                      <Button
                        appearance="transparent"
                        size="small"
                        className="shelves-more"
                        icon={<Icon name="dots" size={16} />}
                        aria-label={`More for the folder “${row.folder}”`}
                      />
                    </MenuTrigger>
                    <MenuPopover>
                      <MenuList>
                        <MenuItem icon={<Icon name="edit" size={18} />} onClick={() => setRenaming(row.folder)}>
                          Rename or move …
                        </MenuItem>
                      </MenuList>
                    </MenuPopover>
                  </PageMenu>
                }
              />
            ))}
            {loose > 0 ? (
              <Shelf
                to={to({ folder: '' })}
                icon="dash"
                name="In no folder"
                count={loose}
                here={folder === '' && !archived}
                testId="shelf-loose"
              />
            ) : null}
          </ul>
        </>
      ) : null}
      {shelves && shelves.tags.length > 0 ? (
        <>
          <h2 className="shelves-title">Tags</h2>
          <ul className="shelves-list">
            {shelves.tags.map((one) => (
              <Shelf
                key={one.tag}
                to={to({ tag: one.tag })}
                icon="tag"
                name={one.tag}
                count={one.count}
                here={tag === one.tag && !archived}
                testId={`shelf-tag-${one.tag}`}
              />
            ))}
          </ul>
        </>
      ) : null}
      {renaming === null ? null : <RenameFolderDialog folder={renaming} onClose={() => setRenaming(null)} />}
    </nav>
  );
}

interface ShelfProps {
  readonly to: string;
  readonly icon: string;
  readonly name: string;
  readonly count: number | undefined;
  readonly here: boolean;
  readonly depth?: number;
  readonly testId: string;
  readonly menu?: React.ReactNode;
}

const Shelf = ({ to, icon, name, count, here, depth = 0, testId, menu }: ShelfProps) => (
  <li className="shelves-shelf" style={{ paddingLeft: depth * 14 }}>
    <Link href={to} className="shelves-link" data-testid={testId} title={name} {...(here ? { 'aria-current': 'page' as const } : {})}>
      <Icon name={icon} size={16} />
      <span className="shelves-name">{name}</span>
      <span className="shelves-count numbers">{count === undefined ? '' : number(count)}</span>
    </Link>
    {menu}
  </li>
);
