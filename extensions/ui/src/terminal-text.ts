/** Colours and cursor movements of terminals. */
const ESCAPES = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*\u0007)/g;

/** What a terminal would show of a line: after a carriage return it is written anew. */
export function shownText(text: string): string {
  const clean = text.replace(ESCAPES, '').replace(/\r+$/, '');
  return clean.slice(clean.lastIndexOf('\r') + 1);
}

/** The same of many lines. */
export const shownLines = (text: string): string => text.split('\n').map(shownText).join('\n');
