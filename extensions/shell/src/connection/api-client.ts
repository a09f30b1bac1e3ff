import { createClient, hasCode } from '@atelier-ml/api';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import type { IApiClient } from '../tokens.ts';
import { uploadBytes } from './upload.ts';

/** Below Jupyter's own address everything of ours lies here. */
const ROOT = 'atelier';

/** Milliseconds without an answer after which it is asked whether the server is well. */
const SLOW = 8_000;

/** The client of the server behind Jupyter's proxy. */
export function createApiClient(settings: ServerConnection.ISettings): IApiClient {
  const url = (path: string) => URLExt.join(settings.baseUrl, ROOT) + path;
  const client: IApiClient = {
    api: createClient({
      send: async (path, init) => {
        let response: Response;
        const slow = setTimeout(() => unreachable.emit(), SLOW);
        try {
          response = await ServerConnection.makeRequest(url(path), init, settings);
        } catch (cause) {
          if (!init.signal?.aborted) {
            unreachable.emit();
          }
          throw cause;
        } finally {
          clearTimeout(slow);
        }
        if (response.status === 503) {
          unreachable.emit();
        }
        return response;
      }
    }),
    url: path => withToken(url(path), settings),
    upload: async (file, options = {}) => {
      try {
        return await uploadBytes({ url: url('/api/blobs'), file, settings, ...options });
      } catch (error) {
        if (hasCode(error, 'server-unreachable')) {
          unreachable.emit();
        }
        throw error;
      }
    },
    download: (path, filename) => {
      const link = document.createElement('a');
      link.href = client.url(path);
      link.download = filename;
      document.body.append(link);
      link.click();
      link.remove();
    },
    get unreachable() {
      return unreachable;
    }
  };
  const unreachable = new Signal<IApiClient, void>(client);
  return client;
}

/** A link carries no header: where Jupyter has no cookie it needs the token in the address. */
function withToken(url: string, settings: ServerConnection.ISettings): string {
  const foreign = PageConfig.getBaseUrl() !== settings.baseUrl;
  return settings.token && (settings.appendToken || foreign)
    ? `${url}${url.includes('?') ? '&' : '?'}token=${encodeURIComponent(settings.token)}`
    : url;
}
