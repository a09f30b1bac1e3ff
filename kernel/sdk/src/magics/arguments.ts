import { AtelierError } from '@atelier-ml/api';

/** The words behind a magic: `%data save "my file.csv" --name x` and `%log loss=(a + b)`. */
export interface MagicArguments {
  /** Words without a name. */
  words: string[];
  /** `key=value` words, values as they were written. */
  pairs: Map<string, string>;
  /** `--name value`, `--name=value`; a flag alone holds `true`. */
  options: Map<string, string | true>;
}

export interface ArgumentRules {
  usage: string;
  /** Options that take a value. */
  values?: readonly string[];
  /** Options that take none. */
  flags?: readonly string[];
}

const closing: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** Splits at spaces that stand neither in quotes nor in brackets. */
function split(text: string): string[] {
  const words: string[] = [];
  const open: string[] = [];
  let quote = '';
  let word = '';
  for (const character of text) {
    if (quote) {
      quote = character === quote ? '' : quote;
    } else if (character === '"' || character === "'" || character === '`') {
      quote = character;
    } else if (closing[character]) {
      open.push(closing[character]);
    } else if (character === open.at(-1)) {
      open.pop();
    } else if (/\s/.test(character) && open.length === 0) {
      if (word) {
        words.push(word);
      }
      word = '';
      continue;
    }
    word += character;
  }
  return word ? [...words, word] : words;
}

const unquoted = (text: string): string => /^(["'`])(.*)\1$/s.exec(text)?.[2] ?? text;

export function misuse(problem: string, usage: string): AtelierError {
  return new AtelierError('invalid-input', problem, { remedy: `Usage:\n${usage}` });
}

/** @throws AtelierError `invalid-input` with the usage as remedy */
export function parseArguments(text: string, rules: ArgumentRules): MagicArguments {
  const { usage, values = [], flags = [] } = rules;
  const found: MagicArguments = { words: [], pairs: new Map(), options: new Map() };
  const words = split(text);
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    const option = /^--([\w-]+)(?:=(.*))?$/s.exec(word);
    const pair = /^([^\s"'`=]+)=(.+)$/s.exec(word);
    if (option && flags.includes(option[1]) && option[2] === undefined) {
      found.options.set(option[1], true);
    } else if (option && values.includes(option[1])) {
      const value = option[2] ?? words[++index];
      if (value === undefined || value === '') {
        throw misuse(`--${option[1]} needs a value.`, usage);
      }
      found.options.set(option[1], unquoted(value));
    } else if (option) {
      throw misuse(`There is no option --${option[1]}.`, usage);
    } else if (pair) {
      found.pairs.set(pair[1], pair[2]);
    } else {
      found.words.push(unquoted(word));
    }
  }
  return found;
}

/** The value of an option that was given with one. */
export function optionOf(found: MagicArguments, name: string): string | undefined {
  const value = found.options.get(name);
  return typeof value === 'string' ? value : undefined;
}
