// `npm run docs`: writes docs/reference from the code. Tests beside each generator fail when a committed page is out of date.
import { writeFileSync } from 'node:fs';
import { expressionsReference } from '../nodes/kit/expression/reference.ts';
import { nodesReference } from '../nodes/reference.ts';
import { accessReference } from '../server/access-reference.ts';
import { apiReference, errorsReference } from '../server/reference.ts';
import { coverageReference } from './azure-backup-coverage.ts';
import { templatesReference } from './templates.ts';

const pages = {
  'access.md': accessReference,
  'api.md': apiReference,
  'azure-backup-coverage.md': coverageReference,
  'errors.md': errorsReference,
  'expressions.md': expressionsReference,
  'nodes.md': nodesReference,
  'templates.md': templatesReference,
};

for (const [name, generate] of Object.entries(pages)) {
  const file = new URL(`./reference/${name}`, import.meta.url);
  writeFileSync(file, await generate());
  process.stdout.write(`docs/reference/${name}\n`);
}
