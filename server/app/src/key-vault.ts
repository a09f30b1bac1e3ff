import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { AtelierError } from '@atelier-ml/api';

const IV = 12;
const TAG = 16;

/**
 * Encrypts keys and passwords (AES-256-GCM) under a secret that lies beside the database, not in it:
 * a copy of the database alone opens nothing. Not only hashes are kept, because they are used or
 * shown again.
 */
export interface KeyVault {
  /** `owner` binds the text to what it belongs to, so that it cannot be moved to another. */
  encrypt(key: string, owner: string): string;
  /** @throws AtelierError when the secret is another one than that it was encrypted under */
  decrypt(text: string, owner: string): string;
}

/** Opens the vault of a secret file, which is made if it is missing. */
export async function openKeyVault(file: string): Promise<KeyVault> {
  const secret = Buffer.from((await readOrMake(file)).trim(), 'hex');
  if (secret.length !== 32) {
    throw new AtelierError('invalid-content', `The file ${file} does not hold a secret.`, {
      remedy: 'Restore it from a backup; or remove it and rotate the keys of all endpoints.'
    });
  }
  return {
    encrypt(key, owner) {
      const iv = randomBytes(IV);
      const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(Buffer.from(owner));
      const content = Buffer.concat([cipher.update(key, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), content]).toString('base64');
    },
    decrypt(text, owner) {
      const bytes = Buffer.from(text, 'base64');
      try {
        const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, IV))
          .setAAD(Buffer.from(owner))
          .setAuthTag(bytes.subarray(IV, IV + TAG));
        const content = decipher.update(bytes.subarray(IV + TAG));
        return Buffer.concat([content, decipher.final()]).toString();
      } catch (cause) {
        throw new AtelierError('invalid-content', 'What is kept encrypted cannot be read.', {
          remedy:
            'The secret of the data folder was replaced. Rotate the key, or enter the password anew.',
          cause
        });
      }
    }
  };
}

async function readOrMake(file: string): Promise<string> {
  try {
    await writeFile(file, randomBytes(32).toString('hex'), {
      flag: 'wx',
      mode: 0o600,
      flush: true
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
  return readFile(file, 'utf8');
}
