// Templates: the shipped ones, read from disk and never changed, and those people save in their project. A template is a
// document like a flow is; it is parsed when it is stored, so what is in here can always be used.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../nodes/kit/json.ts';
import { categoryTitle, templateCategories } from '../../nodes/kit/template-categories.ts';
import { parseTemplate, type Template } from '../../nodes/kit/template-document.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import { audit } from './audit.ts';
import { storeId } from './ids.ts';
import { notFound, refuse } from './refusal.ts';
import type { Sql, StoreDatabase } from './sql.ts';

/** The gallery begins with what a newcomer should meet first; the others follow by group. */
const gallery = [
  'nightly-backup-report',
  'alert-on-failed-jobs',
  'rerun-failed-backups',
  'find-unprotected-vms',
  'protect-vms-by-tag',
  'back-up-before-patching',
];

const groups = Object.keys(templateCategories);

/** Those that are not named above follow by their group, then by name. */
function place({ id, template: { category } }: StoredTemplate): number {
  if (gallery.includes(id)) return gallery.indexOf(id);
  const group = groups.indexOf(category ?? '');
  return gallery.length + (group === -1 ? groups.length : group);
}

export interface StoredTemplate {
  readonly id: string;
  readonly shipped: boolean;
  readonly document: JsonObject;
  readonly template: Template;
  readonly updatedAt: number | null;
}

function readTemplate(document: unknown): Template {
  const parsed = parseTemplate(document);
  if ('template' in parsed) return parsed.template;
  const [first] = parsed.problems;
  throw refuse('template_invalid', `The template cannot be used: /document${first?.path ?? ''} ${first?.message ?? ''}.`, {
    problems: parsed.problems.slice(0, 50).map((p) => ({ code: 'template_invalid', path: `/document${p.path}`, message: p.message })),
  });
}

interface Row {
  readonly id: string;
  readonly document: string;
  readonly updated_at: number;
}

function stored(id: string, text: string, shipped: boolean, updatedAt: number | null): StoredTemplate {
  const document = JSON.parse(text) as JsonObject;
  return { id, shipped, document, template: readTemplate(document), updatedAt };
}

export function createTemplateStore(database: StoreDatabase, folder: string, now: () => number) {
  const db = database.read;
  let shipped: Map<string, StoredTemplate> | undefined;

  /** Read when first asked for. A shipped template that cannot be used is a broken installation and says so. */
  function fromDisk(): Map<string, StoredTemplate> {
    if (!shipped) {
      const files = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
      const ids = files.map((name) => name.slice(0, -'.template.json'.length)).sort();
      const read = ids.map((id) => stored(id, readFileSync(join(folder, `${id}.template.json`), 'utf8'), true, null));
      shipped = new Map(read.sort((a, b) => place(a) - place(b)).map((template) => [template.id, template]));
    }
    return shipped;
  }

  async function get(actor: ProjectActor, id: string, sql: Sql = db): Promise<StoredTemplate> {
    const fixed = fromDisk().get(id);
    if (fixed) return fixed;
    const row = await sql.one<Row>('SELECT id, document, updated_at FROM templates WHERE id = ? AND project_id = ?', id, actor.projectId);
    if (!row) throw notFound('template', id);
    return stored(row.id, row.document, false, row.updated_at);
  }

  const nameTaken = async (tx: Sql, actor: ProjectActor, name: string, except: string) =>
    fromDisk().has(name) ||
    (await tx.one('SELECT 1 FROM templates WHERE project_id = ? AND name = ? AND id <> ?', actor.projectId, name, except)) !== undefined;

  const demandFree = async (tx: Sql, actor: ProjectActor, name: string, except = '') => {
    if (!(await nameTaken(tx, actor, name, except))) return;
    throw refuse('conflict', `There is a template named “${name}” already.`, {
      problems: [{ code: 'conflict', path: '/document/name', message: 'is taken' }],
    });
  };

  return {
    get,

    async list(actor: ProjectActor, q?: string): Promise<StoredTemplate[]> {
      const rows = await db.all<Row>('SELECT id, document, updated_at FROM templates WHERE project_id = ? ORDER BY name', actor.projectId);
      const own = rows.map((row) => stored(row.id, row.document, false, row.updated_at));
      const wanted = q?.toLowerCase();
      return [...fromDisk().values(), ...own].filter(
        ({ template: { title, summary, name, category } }) =>
          !wanted || `${title} ${summary} ${name} ${categoryTitle(category) ?? ''}`.toLowerCase().includes(wanted),
      );
    },

    async create(actor: ProjectActor, document: JsonObject): Promise<StoredTemplate> {
      const template = readTemplate(document);
      const id = storeId('template');
      const at = now();
      return database.transaction(async (tx) => {
        await demandFree(tx, actor, template.name);
        await tx.change(
          'INSERT INTO templates VALUES (?, ?, ?, ?, ?, ?)',
          id,
          actor.projectId,
          template.name,
          JSON.stringify(document, null, 2),
          at,
          JSON.stringify(recorded(actor)),
        );
        await audit(tx, actor, at, 'template.create', id, { name: template.name });
        return get(actor, id, tx);
      });
    },

    async save(actor: ProjectActor, id: string, document: JsonObject): Promise<StoredTemplate> {
      const at = now();
      return database.transaction(async (tx) => {
        if ((await get(actor, id, tx)).shipped)
          throw refuse('conflict', 'A shipped template cannot be changed. Save your own under another name.');
        const template = readTemplate(document);
        await demandFree(tx, actor, template.name, id);
        await tx.change(
          'UPDATE templates SET name = ?, document = ?, updated_at = ?, updated_by = ? WHERE id = ?',
          template.name,
          JSON.stringify(document, null, 2),
          at,
          JSON.stringify(recorded(actor)),
          id,
        );
        await audit(tx, actor, at, 'template.save', id, { name: template.name });
        return get(actor, id, tx);
      });
    },

    async remove(actor: ProjectActor, id: string): Promise<void> {
      await database.transaction(async (tx) => {
        if ((await get(actor, id, tx)).shipped) throw refuse('conflict', 'A shipped template cannot be deleted.');
        await tx.change('DELETE FROM templates WHERE id = ?', id);
        await audit(tx, actor, now(), 'template.delete', id);
      });
    },
  };
}
