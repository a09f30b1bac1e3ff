/** Whether a line begins inside a template text or a comment, where `%` means nothing. */
export interface LineState {
  /** What is open, innermost last: a template, `${` of a template with the depth of braces in it, or a comment. */
  open: ('template' | 'comment' | number)[];
}

export const startOfCell = (): LineState => ({ open: [] });
export const insideText = ({ open }: LineState) =>
  open.at(-1) === 'template' || open.at(-1) === 'comment';

/** A light reader: quotes, templates, comments; a regular expression with a quote in it may mislead it for its own line. */
export function readLine(line: string, { open }: LineState): void {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const character = line[i];
    const pair = line.slice(i, i + 2);
    const top = open.at(-1);
    if (top === 'comment') {
      if (pair === '*/') {
        open.pop();
        i++;
      }
    } else if (quote || top === 'template') {
      if (character === '\\') i++;
      else if (quote) quote = character === quote ? '' : quote;
      else if (character === '`') open.pop();
      else if (pair === '${') {
        open.push(0);
        i++;
      }
    } else if (pair === '//') {
      return;
    } else if (pair === '/*') {
      open.push('comment');
      i++;
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === '`') {
      open.push('template');
    } else if (typeof top === 'number' && (character === '{' || character === '}')) {
      const depth = top + (character === '{' ? 1 : -1);
      open.pop();
      if (depth >= 0) open.push(depth);
    }
  }
}
