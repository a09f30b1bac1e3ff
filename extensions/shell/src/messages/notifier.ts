import { describeError } from '@atelier-ml/ui';
import { Notification } from '@jupyterlab/apputils';
import type { INotifier } from '../tokens.ts';

const SHORT_MS = 4000;

/** Shows messages through JupyterLab's notifications; an error stays until it is read. */
export function createNotifier(): INotifier {
  const notifier: INotifier = {
    success: message => void Notification.success(message, { autoClose: SHORT_MS }),
    info: message => void Notification.info(message, { autoClose: SHORT_MS }),
    warning: (message, action) => {
      const actions = action && [{ label: action.label, callback: () => action.run() }];
      Notification.warning(message, { autoClose: false, actions });
    },
    error: error => {
      if (error instanceof DOMException && error.name === 'AbortError') {
        return;
      }
      const { message, remedy } = describeError(error);
      Notification.error(remedy ? `${message} ${remedy}` : message, { autoClose: false });
    },
    attempt: async task => {
      try {
        return await task();
      } catch (error) {
        notifier.error(error);
        return undefined;
      }
    }
  };
  return notifier;
}
