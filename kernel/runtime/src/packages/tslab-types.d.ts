/** Shows content in a format, as tslab does. */
export interface Display {
  html(content: string): void;
  markdown(content: string): void;
  latex(content: string): void;
  svg(content: string): void;
  png(content: Uint8Array): void;
  jpeg(content: Uint8Array): void;
  gif(content: Uint8Array): void;
  pdf(content: Uint8Array): void;
  text(content: string): void;
  javascript(content: string): void;
  json(content: unknown): void;
  vega(content: object): void;
  raw(mime: string, content: unknown): void;
}
export const display: Display;
/** A display that overwrites what it showed before. */
export function newDisplay(): Display;
export const versions: { node: string };
