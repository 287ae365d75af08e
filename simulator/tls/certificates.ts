// The simulator's own certificate authority and the certificate of its server, made once and kept in its data folder. They
// certify 127.0.0.1 and localhost and nothing else.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Certificates {
  /** Where the authority's certificate lies, for NODE_EXTRA_CA_CERTS and the like. */
  caFile: string;
  ca: string;
  key: string;
  cert: string;
}

const years = (count: number) => new Date(Date.now() + count * 365 * 86_400_000);

async function make() {
  const common = { keyType: 'ec', algorithm: 'sha256', notBeforeDate: new Date(Date.now() - 3_600_000), notAfterDate: years(5) } as const;
  const root = await generate([{ name: 'commonName', value: 'Vaultflow simulator CA' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: root.private, cert: root.cert },
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  });
  return { root, leaf };
}

export async function certificatesIn(folder: string): Promise<Certificates> {
  const [caFile, keyFile, certFile] = ['ca.pem', 'server.key', 'server.pem'].map((name) => join(folder, name)) as [string, string, string];
  if (![caFile, keyFile, certFile].every(existsSync)) {
    const { root, leaf } = await make();
    writeFileSync(caFile, root.cert);
    writeFileSync(certFile, leaf.cert);
    writeFileSync(keyFile, leaf.private, { mode: 0o600 });
  }
  const read = (file: string) => readFileSync(file, 'utf8');
  return { caFile, ca: read(caFile), key: read(keyFile), cert: read(certFile) };
}
