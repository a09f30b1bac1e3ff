import { AtelierError, errorOf } from '@atelier-ml/api';
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

/** Calls what Jupyter's own side answers below our address, e.g. `_supervisor`. */
export async function jupyterRequest<T>(
  path: string,
  method: 'GET' | 'POST',
  settings: ServerConnection.ISettings,
  body: object = {}
): Promise<T> {
  let response: Response;
  try {
    response = await ServerConnection.makeRequest(
      URLExt.join(settings.baseUrl, 'atelier', path),
      method === 'POST' ? { method, body: JSON.stringify(body) } : { method },
      settings
    );
  } catch (cause) {
    throw new AtelierError('server-unreachable', 'Jupyter itself does not answer.', {
      remedy: 'Check the connection, and whether Jupyter still runs.',
      cause
    });
  }
  if (!response.ok) {
    throw await errorOf(response);
  }
  return (await response.json()) as T;
}
