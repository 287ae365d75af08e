// Writes what the product knows of the Azure SDK's operations into data files, from the SDK itself. Run it after the SDK's
// version has changed: node server/services/azure/catalogue/generate.ts. A test holds the files against a fresh answer.
import { writeFileSync } from 'node:fs';
import { methodsOf } from './methods.ts';
import { probeSdk } from './probe.ts';

const operations = await probeSdk();
writeFileSync(new URL('../operation-methods.json', import.meta.url), methodsOf(operations));
