import { AtelierError } from '@atelier-ml/api';

/** The number that an option was given. @throws AtelierError `invalid-input` for what is none */
export function numberOf(option: string, text: string | undefined): number | undefined {
  const number = text === undefined ? undefined : Number(text);
  if (number === undefined || (text!.trim() !== '' && Number.isFinite(number))) {
    return number;
  }
  throw new AtelierError('invalid-input', `“${text}” is no number.`, {
    remedy: `Give ${option} a number.`
  });
}
