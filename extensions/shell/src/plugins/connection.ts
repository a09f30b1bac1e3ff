import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { createApiClient } from '../connection/api-client.ts';
import { EventStream } from '../connection/event-stream.ts';
import { askHealth, jupyterRequest } from '../connection/jupyter-request.ts';
import { ServerMonitor } from '../connection/server-monitor.ts';
import type { SupervisorStatus } from '../connection/server-monitor.ts';
import { createNotifier } from '../messages/notifier.ts';
import { IApiClient, IEventStream, INotifier, IServerMonitor, IWorkspaceScope } from '../tokens.ts';
import { WorkspaceScope } from '../workspace/workspace-scope.ts';

export const clientPlugin: JupyterFrontEndPlugin<IApiClient> = {
  id: '@atelier-ml/studio:client',
  description: 'Provides the typed client of the Atelier server.',
  autoStart: true,
  provides: IApiClient,
  activate: (app: JupyterFrontEnd) => createApiClient(app.serviceManager.serverSettings)
};

export const monitorPlugin: JupyterFrontEndPlugin<IServerMonitor> = {
  id: '@atelier-ml/studio:server-monitor',
  description: 'Watches the Atelier server process and restarts it on demand.',
  autoStart: true,
  requires: [IApiClient],
  provides: IServerMonitor,
  activate: (app: JupyterFrontEnd, client: IApiClient) => {
    const settings = app.serviceManager.serverSettings;
    const monitor = new ServerMonitor({
      status: () => jupyterRequest<SupervisorStatus>('_supervisor', 'GET', settings),
      restart: () => jupyterRequest<SupervisorStatus>('_supervisor/restart', 'POST', settings),
      health: () => askHealth(settings)
    });
    client.unreachable.connect(() => void monitor.check());
    return monitor;
  }
};

export const eventsPlugin: JupyterFrontEndPlugin<IEventStream> = {
  id: '@atelier-ml/studio:events',
  description: 'Provides the event stream of the Atelier server.',
  autoStart: true,
  requires: [IApiClient, IServerMonitor],
  provides: IEventStream,
  activate: (_app: JupyterFrontEnd, client: IApiClient, monitor: IServerMonitor) => {
    const stream = new EventStream({
      open: () => new EventSource(client.url('/api/events'), { withCredentials: true })
    });
    stream.stateChanged.connect((_, state) => {
      if (state !== 'open') {
        void monitor.check();
      }
    });
    monitor.changed.connect(() => {
      if (monitor.state === 'running') {
        stream.reconnect();
      }
    });
    return stream;
  }
};

export const scopePlugin: JupyterFrontEndPlugin<IWorkspaceScope> = {
  id: '@atelier-ml/studio:workspace-scope',
  description: 'Provides the active workspace.',
  autoStart: true,
  requires: [IApiClient, IEventStream],
  provides: IWorkspaceScope,
  activate: (_app: JupyterFrontEnd, client: IApiClient, events: IEventStream) =>
    new WorkspaceScope({ client, events })
};

export const notifierPlugin: JupyterFrontEndPlugin<INotifier> = {
  id: '@atelier-ml/studio:notifier',
  description: 'Shows messages and errors of the studio.',
  autoStart: true,
  provides: INotifier,
  activate: () => createNotifier()
};
