import { AtelierError, errorOf } from '@atelier-ml/api';
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

/** Milliseconds within which a question that changes nothing is answered. */
const PATIENCE = 10_000;
const SERVER_PATIENCE = 5_000;

/** Calls what Jupyter's own side answers below our address, e.g. `_supervisor`. */
export async function jupyterRequest<T>(
  path: string,
  method: 'GET' | 'POST',
  settings: ServerConnection.ISettings,
  body: object = {},
  patience = PATIENCE
): Promise<T> {
  let response: Response;
  try {
    response = await ServerConnection.makeRequest(
      URLExt.join(settings.baseUrl, 'atelier', path),
      method === 'POST'
        ? { method, body: JSON.stringify(body) }
        : { method, signal: AbortSignal.timeout(patience) },
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

/** Asks the server itself, through Jupyter; rejects where it does not answer in time. */
export async function askHealth(settings: ServerConnection.ISettings): Promise<void> {
  try {
    await jupyterRequest('api/health', 'GET', settings, {}, SERVER_PATIENCE);
  } catch (cause) {
    throw new AtelierError('server-unreachable', 'The Atelier server does not answer.', {
      remedy: 'It may be busy: wait a moment, or restart it.',
      cause
    });
  }
}
