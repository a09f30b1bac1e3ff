import { AtelierError, Blob as StoredBlob, errorOf } from '@atelier-ml/api';
import type { ServerConnection } from '@jupyterlab/services';
import type { UploadOptions } from '../tokens.ts';

interface Upload extends UploadOptions {
  url: string;
  file: Blob;
  settings: ServerConnection.ISettings;
}

/**
 * Sends bytes with XMLHttpRequest, because fetch tells no progress of what it sends. The headers
 * are those that JupyterLab's own requests carry.
 */
export function uploadBytes({
  url,
  file,
  settings,
  onProgress,
  signal
}: Upload): Promise<StoredBlob> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open('POST', url);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    if (settings.token) {
      request.setRequestHeader('Authorization', `token ${settings.token}`);
    }
    const xsrf = xsrfCookie(document.cookie);
    if (xsrf) {
      request.setRequestHeader('X-XSRFToken', xsrf);
    }
    request.upload.onprogress = event => onProgress?.(event.loaded, event.total);
    request.onload = () => {
      signal?.removeEventListener('abort', abort);
      const answer = new Response(request.responseText, { status: request.status });
      if (answer.ok) {
        resolve(StoredBlob.parse(JSON.parse(request.responseText)));
      } else {
        void errorOf(answer).then(reject);
      }
    };
    request.onerror = () =>
      reject(
        new AtelierError('server-unreachable', 'The connection broke during the upload.', {
          remedy: 'Try again. Nothing was stored.'
        })
      );
    request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'));
    if (signal?.aborted) {
      request.onabort(new ProgressEvent('abort'));
      return;
    }
    signal?.addEventListener('abort', abort);
    request.send(file);
  });
}

/** Jupyter's cross-site token; of several cookies the last counts, as it does for the server. */
function xsrfCookie(cookies: string): string | undefined {
  return cookies
    .split(';')
    .map(cookie => cookie.trim())
    .filter(cookie => cookie.startsWith('_xsrf='))
    .at(-1)
    ?.slice('_xsrf='.length);
}
