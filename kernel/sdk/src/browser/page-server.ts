import { errorOf, pathOf, routes } from '@atelier-ml/api';
import type { PageEntry, PageJournalRecord } from './page-store.ts';

export interface PageServerOptions {
  /** Where the server is reached from the page, e.g. `/user/ada/atelier`. */
  url: string;
  /** Added to every request; Jupyter's token against forged requests is sent without it. */
  headers?(): Record<string, string>;
}

/** What a page asks the server. Both reject with an AtelierError, or when nobody answers. */
export interface PageServer {
  readonly url: string;
  /** Id of a workspace. */
  resolve(workspace: string): Promise<string>;
  /** Stores entries; none are a sign of life. @returns the highest number that is durable */
  send(record: PageJournalRecord, entries: readonly PageEntry[], last?: boolean): Promise<number>;
}

/** Milliseconds that an answer may take. */
const PATIENCE = 30_000;

export function createPageServer({ url, headers = () => ({}) }: PageServerOptions): PageServer {
  const base = url.replace(/\/+$/, '');
  const request = async <T>(path: string, init: RequestInit): Promise<T> => {
    const response = await fetch(`${base}${path}`, {
      credentials: 'same-origin',
      signal: AbortSignal.timeout(PATIENCE),
      ...init,
      headers: { 'content-type': 'application/json', ...forgeryToken(), ...headers() }
    });
    if (!response.ok) {
      throw await errorOf(response);
    }
    return (await response.json()) as T;
  };
  return {
    url: base,
    async resolve(workspace) {
      const path = pathOf(routes.workspaces.get, { params: { workspace } });
      return (await request<{ id: string }>(path, { method: 'GET' })).id;
    },
    async send({ run, source, workspace }, entries, last = false) {
      const path = pathOf(routes.runs.journal, { params: { workspace, run } });
      const body = `{"source":"${source}","entries":[${entries.map(({ text }) => text).join()}]}`;
      // What is sent as the page goes is let through by the browser after it.
      const { acknowledged } = await request<{ acknowledged: number }>(path, {
        method: routes.runs.journal.method,
        body,
        keepalive: last
      });
      return acknowledged;
    }
  };
}

function forgeryToken(): Record<string, string> {
  const token = globalThis.document && /(?:^|; )_xsrf=([^;]+)/.exec(document.cookie)?.[1];
  return token ? { 'x-xsrftoken': token } : {};
}
