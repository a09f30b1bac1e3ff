import { randomUUID } from 'node:crypto';

/** A new id of the contract's form: 32 hexadecimal digits. */
export function newId(): string {
  return randomUUID().replaceAll('-', '');
}

/** Milliseconds since 1970: handed to services, so that tests own the time. */
export type Clock = () => number;
