import { KIND } from './row.ts';
import type { Kind } from './row.ts';

const MISSING = new Set(['NA', 'N/A', 'n/a', 'NaN', 'nan', 'null', 'NULL']);
const LONGEST_MISSING = 4;
const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ]([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?$/;
/** Powers of ten that a double holds exactly; quotients and products with them round correctly. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const EXACT_DIGITS = 15;

const isDigit = (byte: number) => byte >= 48 && byte <= 57;
const isSpace = (byte: number) => byte === 32 || byte === 9;

/** An ISO 8601 day, or day and time, that the calendar has. */
export function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (!match) {
    return false;
  }
  const [year, month, day] = match.slice(1, 4).map(Number);
  return (
    month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
  );
}

/**
 * Reads a cell of delimited text as the narrowest kind that it fits.
 *
 * Missing: nothing or spaces, `NA`, `N/A`, `n/a`, `NaN`, `nan`, `null`, `NULL`. Boolean: `true` or
 * `false` in any case. Integer: at most 2^53 in size, without leading zeros (those make a code, say
 * a postcode, of it). Number: decimal or exponent, finite. Date: ISO 8601. All else is a string.
 */
export class Classifier {
  /** The value of the cell classified last, if it was boolean, integer or number. */
  value = 0;

  classify(buffer: Buffer, from: number, to: number): Kind {
    let start = from;
    let end = to;
    while (start < end && isSpace(buffer[start])) {
      start++;
    }
    while (end > start && isSpace(buffer[end - 1])) {
      end--;
    }
    if (start === end) {
      return KIND.missing;
    }
    const first = buffer[start];
    if (isDigit(first) || first === 45 || first === 43 || first === 46) {
      return this.numeric(buffer, start, end);
    }
    const length = end - start;
    if (first === 78 || first === 110) {
      return length <= LONGEST_MISSING && MISSING.has(buffer.toString('latin1', start, end))
        ? KIND.missing
        : KIND.string;
    }
    if (length === 4 || length === 5) {
      const word = first === 84 || first === 116 || first === 70 || first === 102;
      const text = word ? buffer.toString('latin1', start, end).toLowerCase() : '';
      if (text === 'true' || text === 'false') {
        this.value = text === 'true' ? 1 : 0;
        return KIND.boolean;
      }
    }
    return KIND.string;
  }

  /** Digits are read here rather than by `Number`, which would need a string a cell. */
  private numeric(buffer: Buffer, start: number, end: number): Kind {
    let at = start;
    const negative = buffer[at] === 45;
    if (negative || buffer[at] === 43) {
      at++;
    }
    const firstDigit = at;
    let mantissa = 0;
    let digits = 0;
    while (at < end && isDigit(buffer[at])) {
      mantissa = mantissa * 10 + buffer[at++] - 48;
      digits++;
    }
    const whole = digits;
    let fraction = 0;
    const point = at < end && buffer[at] === 46;
    if (point) {
      at++;
      while (at < end && isDigit(buffer[at])) {
        mantissa = mantissa * 10 + buffer[at++] - 48;
        digits++;
        fraction++;
      }
    }
    if (digits === 0 || (whole > 1 && buffer[firstDigit] === 48)) {
      return KIND.string;
    }
    if (at === end && !point) {
      const value = negative ? -mantissa : mantissa;
      this.value = value;
      return Number.isSafeInteger(value) ? KIND.integer : KIND.string;
    }
    let exponent = 0;
    if (at < end) {
      if (buffer[at] !== 101 && buffer[at] !== 69) {
        return this.dateOrString(buffer, start, end);
      }
      const sign = buffer[at + 1];
      const from = at + (sign === 45 || sign === 43 ? 2 : 1);
      at = from;
      while (at < end && isDigit(buffer[at])) {
        exponent = exponent * 10 + buffer[at++] - 48;
      }
      if (at === from || at !== end) {
        return KIND.string;
      }
      exponent = sign === 45 ? -exponent : exponent;
    }
    const power = exponent - fraction;
    if (digits <= EXACT_DIGITS && power >= -22 && power <= 22) {
      const value = power < 0 ? mantissa / EXACT_POWERS[-power] : mantissa * EXACT_POWERS[power];
      this.value = negative ? -value : value;
      return KIND.number;
    }
    this.value = Number(buffer.toString('latin1', start, end));
    return Number.isFinite(this.value) ? KIND.number : KIND.string;
  }

  private dateOrString(buffer: Buffer, start: number, end: number): Kind {
    const length = end - start;
    const shaped =
      length >= 10 && length <= 35 && buffer[start + 4] === 45 && buffer[start + 7] === 45;
    return shaped && isDate(buffer.toString('latin1', start, end)) ? KIND.date : KIND.string;
  }
}
