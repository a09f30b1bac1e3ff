import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface KeyPair {
  cert: string;
  key: string;
}

/** An authority of its own in a folder, and what it has signed. */
export async function createAuthority(folder: string) {
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl(
    ...['req', '-x509', ...key, '-days', '2', '-subj', '/CN=test authority'],
    ...['-keyout', 'ca-key.pem', '-out', 'ca.pem']
  );
  return {
    ca: await readFile(file('ca.pem'), 'utf8'),
    async sign(name: string, alternative: string): Promise<KeyPair> {
      await openssl(
        ...['req', ...key, '-subj', `/CN=${name}`],
        ...['-keyout', `${name}-key.pem`, '-out', `${name}.csr`]
      );
      await writeFile(file(`${name}.ext`), `subjectAltName=${alternative}\n`);
      await openssl(
        ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca-key.pem'],
        ...['-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.pem`]
      );
      return {
        cert: await readFile(file(`${name}.pem`), 'utf8'),
        key: await readFile(file(`${name}-key.pem`), 'utf8')
      };
    }
  };
}
