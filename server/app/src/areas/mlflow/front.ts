import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { flattenRoutes, openApiOf, MlflowErrorBody, mlflowRoutes } from '@atelier-ml/api';
import type { Route } from '@atelier-ml/api';
import { sendDownload, sendJson } from '../../http/index.ts';
import type {
  Call,
  Download,
  Exchange,
  FrontHandler,
  Registration,
  User
} from '../../http/index.ts';
import { addressOf } from './address.ts';
import { authenticate } from './credentials.ts';
import { MlflowError, toMlflowError } from './errors.ts';
import { readInput } from './request.ts';
import type { ReadInput } from './request.ts';
import { createRouting } from './routing.ts';
import type { Found, Routing } from './routing.ts';

/** The version of MLflow whose interface is spoken here. */
export const MLFLOW_VERSION = '3.17.2';

const BASE =
  /^(?:\/workspaces\/(?<workspace>[^/?]+))?\/mlflow(?<path>\/[^?]*)?(?:\?(?<query>.*))?$/s;
const RUN_FOLDER = /(?:^|\/)([0-9a-f]{32})\/artifacts(?:\/|$)/;
/** What MLflow's servers answer as well, and this one does not. */
const NOT_SUPPORTED =
  /^\/(?:v1\/traces|graphql|gateway\/|api\/(?:2\.0|3\.0)\/mlflow\/(?:traces|unified-traces|get-online-trace-details|assessments|sessions|datasets|scorers|webhooks|workspaces|gateway|issues|label-schemas|prompt-optimization|review-queues|mcp-servers|genai|jobs|artifacts\/presigned)|api\/3\.0\/(?:jobs|mcp))/;

export interface MlflowFrontOptions {
  token: string;
  /** Called with the name of each route before it is answered. */
  beforeAnswer(route: string): Promise<void>;
  /** What answers in the workspace that `asked` means, by the names of the routes. */
  handlersOf(asked: Asked): Promise<ReadonlyMap<string, Registration>>;
}

/** How a request says which workspace it means. */
export interface Asked {
  user: User;
  /** The workspace that the path names. */
  workspace?: string;
  /** The run that the request is about. */
  runId?: string;
}

/**
 * Answers everything below `/mlflow` and `/workspaces/<name>/mlflow` in MLflow's manner, in front
 * of the studio's own authentication: clients bring the token in other ways too, and read errors
 * of another form.
 */
export function createMlflowFront(options: MlflowFrontOptions): FrontHandler {
  const routing = createRouting(flattenRoutes(mlflowRoutes));
  const description = openApiOf(
    mlflowRoutes,
    { title: 'MLflow’s interface of Atelier', version: MLFLOW_VERSION },
    MlflowErrorBody
  );

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    exchange: Exchange,
    url: Record<string, string | undefined>
  ): Promise<void> {
    const path = url.path ?? '/';
    if (request.method === 'GET' && (path === '/health' || path === '/version')) {
      sendText(response, path === '/health' ? 'OK' : MLFLOW_VERSION);
      return;
    }
    const user = authenticate(request, options.token);
    exchange.user = user;
    if (request.method === 'GET' && path === '/openapi.json') {
      sendJson(response, 200, description);
      return;
    }
    const { entry, params } = find(routing, methodOf(request), normalized(path));
    const name = `mlflow.${entry.name}`;
    exchange.route = name;
    const { route } = entry;
    const input = await readInput(route, request, {
      params,
      query: new URLSearchParams(url.query)
    });
    const handlers = await options.handlersOf({
      user,
      workspace: url.workspace && decoded(url.workspace),
      runId: runOf(entry.name, input)
    });
    await options.beforeAnswer(name);
    const call: Call = {
      user,
      requestId: exchange.id,
      signal: exchange.signal,
      userAgent: request.headers['user-agent'],
      address: () => addressOf(request)
    };
    const content: { content?: Readable } = route.body === 'bytes' ? { content: request } : {};
    const result = await handlers.get(name)!.handle({ ...input, ...call, ...content });
    if (route.response === 'bytes') {
      await sendDownload(request, response, result as Download);
    } else {
      sendJson(response, 200, result);
    }
  }

  return async (request, response, exchange) => {
    const url = BASE.exec(request.url ?? '')?.groups;
    if (!url) {
      return false;
    }
    exchange.route = 'mlflow';
    try {
      await answer(request, response, exchange, url);
    } catch (error) {
      fail(request, response, exchange, error);
    }
    return true;
  };
}

/** Those who ask for the head of a file only are answered by its own route. */
const methodOf = ({ method = 'GET' }: IncomingMessage): string =>
  method === 'HEAD' ? 'GET' : method;

/** Both faces of the interface, and all versions of a generation, are one. */
function normalized(path: string): string {
  return path.replace(/^\/(?:ajax-)?api\/([23])\.\d+\//, '/api/$1.0/');
}

/** A run lies in one workspace, whichever the user has made active meanwhile. */
function runOf(route: string, input: ReadInput): string | undefined {
  if (!/^(?:runs|metrics|artifacts)\./.test(route)) {
    return undefined;
  }
  const { run_id: runId } = { ...input.query, ...input.body };
  return typeof runId === 'string' ? runId : RUN_FOLDER.exec(input.params?.path ?? '')?.[1];
}

function find<T extends { route: Route }>(
  routing: Routing<T>,
  method: string,
  path: string
): Found<T> {
  const found = routing(method, path);
  if ('entry' in found) {
    return found;
  }
  if (NOT_SUPPORTED.test(path)) {
    throw new MlflowError(
      'NOT_IMPLEMENTED',
      path === '/v1/traces'
        ? 'REST OTLP span logging is not supported by Atelier.'
        : 'This part of MLflow is not supported by Atelier: it keeps experiments, runs, ' +
            'artifacts, logged models and the model registry.'
    );
  }
  if (found.allowed.length) {
    throw new MlflowError('METHOD_NOT_ALLOWED', `This path takes ${found.allowed.join(', ')}.`);
  }
  throw new MlflowError('ENDPOINT_NOT_FOUND', `There is no endpoint ${path.slice(0, 200)}.`);
}

function fail(
  request: IncomingMessage,
  response: ServerResponse,
  exchange: Exchange,
  error: unknown
): void {
  exchange.error = error;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = toMlflowError(error);
  if (known.code === 'UNAUTHENTICATED') {
    response.setHeader('www-authenticate', 'Basic realm="Atelier"');
  }
  if (!request.complete) {
    // What is still to come of the body is not read.
    response.setHeader('connection', 'close');
  }
  sendJson(response, known.status, { error_code: known.code, message: known.message });
}

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
