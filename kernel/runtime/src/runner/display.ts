import { randomUUID } from 'node:crypto';

import type { DisplayOptions, MimeBundle } from '@atelier-ml/sdk';

import type { Channel } from './channel.ts';
import type { Jobs } from './job.ts';
import { render, toBundle } from './rendering.ts';

const FORMATS = {
  html: 'text/html',
  markdown: 'text/markdown',
  latex: 'text/latex',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  pdf: 'application/pdf',
  text: 'text/plain',
  javascript: 'text/javascript',
  json: 'application/json',
  vega: 'application/vnd.vegalite.v5+json'
} as const;

type ShowOptions = DisplayOptions & { metadata?: Record<string, unknown> };
type Show = (value: unknown, options?: ShowOptions) => void;

/** The global `display` of cells: `display(value)`, `display.html(text)` and so on for each format. */
export type Display = ((value: unknown, options?: ShowOptions) => Promise<void>) &
  Record<keyof typeof FORMATS, Show> & {
    raw(bundle: MimeBundle, options?: ShowOptions): void;
    clear(wait?: boolean): void;
  };

/** tslab's way to show things: methods by format, and a raw one by MIME type. */
export type TslabDisplay = Record<keyof typeof FORMATS, (content: unknown) => void> & {
  raw(mime: string, content: unknown): void;
};

const formatsOf = <T>(make: (mime: string) => T) =>
  Object.fromEntries(Object.entries(FORMATS).map(([name, mime]) => [name, make(mime)])) as Record<
    keyof typeof FORMATS,
    T
  >;

export function createDisplay(channel: Channel, jobs: Jobs): Display {
  const parent = () => jobs.current()?.parent ?? 0;
  function raw(bundle: MimeBundle, options: ShowOptions = {}): void {
    channel.report({
      type: 'display',
      parent: parent(),
      update: options.update ?? false,
      data: toBundle(bundle),
      metadata: options.metadata ?? {},
      id: options.id
    });
  }
  const show = async (value: unknown, options?: ShowOptions) => raw(await render(value), options);
  return Object.assign(show, {
    ...formatsOf<Show>(mime => (value, options) => raw({ [mime]: value }, options)),
    raw,
    clear: (wait = false) => channel.report({ type: 'clear', parent: parent(), wait })
  });
}

/** What `import … from 'tslab'` gives: notebooks that come from tslab run as they are. */
export function createTslabModule(display: Display) {
  function tslabDisplay(id?: string): TslabDisplay {
    let shown = false;
    const raw = (mime: string, content: unknown) => {
      display.raw({ [mime]: content }, { id, update: shown && id !== undefined });
      shown = true;
    };
    return { ...formatsOf(mime => (content: unknown) => raw(mime, content)), raw };
  }
  return {
    display: tslabDisplay(),
    /** A display that overwrites what it showed before. */
    newDisplay: () => tslabDisplay(randomUUID()),
    versions: { node: process.version }
  };
}
