// Writes what the product knows of the Azure SDK's operations into data files, from the SDK itself. After the SDK's version has
// changed: node server/services/azure/catalogue/generate.ts && npx biome check --write. A test holds the files against a fresh answer.
import { writeFileSync } from 'node:fs';
import { catalogue } from './catalogue.ts';

for (const { file, content } of await catalogue()) writeFileSync(file, JSON.stringify(content));
