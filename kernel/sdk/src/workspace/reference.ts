import { AtelierError } from '@atelier-ml/api';

/** What `name`, `name:3`, `name@production` and `atelier://workspace/models/name:3` say. */
export interface AssetReference {
  name: string;
  /** Text after the colon. */
  version?: string;
  /** Text after the `@`. */
  alias?: string;
}

const pattern = /^([^:@]+)(?::([^:@]+)|@([^:@]+))?$/;

/** @throws AtelierError `invalid-input` with how a reference is written */
export function parseReference(text: string, kind: 'datasets' | 'models'): AssetReference {
  const path = text.startsWith('atelier://')
    ? decodeURIComponent(text.split('/').slice(4).join('/'))
    : text;
  const match = pattern.exec(path.trim());
  if (!match) {
    const alias = kind === 'models' ? ', name@production' : '';
    throw new AtelierError('invalid-input', `“${text}” is not a reference to one of the ${kind}.`, {
      remedy: `Write it as name, name:3${alias}.`
    });
  }
  const [, name, version, alias] = match;
  return { name, ...(version && { version }), ...(alias && { alias }) };
}
