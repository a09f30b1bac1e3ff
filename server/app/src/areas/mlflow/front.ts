import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { openApiOf, MlflowErrorBody, mlflowRoutes } from '@atelier-ml/api';
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
import { createRouting } from './routing.ts';
import type { Routing } from './routing.ts';

/** The version of MLflow whose interface is spoken here. */
export const MLFLOW_VERSION = '3.17.2';

const BASE =
  /^(?:\/workspaces\/(?<workspace>[^/?]+))?\/mlflow(?<path>\/[^?]*)?(?:\?(?<query>.*))?$/s;
/** What MLflow's servers answer as well, and this one does not. */
const NOT_SUPPORTED =
  /^\/(?:v1\/traces|graphql|gateway\/|api\/(?:2\.0|3\.0)\/mlflow\/(?:traces|unified-traces|get-online-trace-details|assessments|sessions|datasets|scorers|webhooks|workspaces|gateway|issues|label-schemas|prompt-optimization|review-queues|mcp-servers|genai|jobs|artifacts\/presigned)|api\/3\.0\/(?:jobs|mcp))/;

export interface MlflowFrontOptions {
  token: string;
  /** Called with the name of each route before it is answered. */
  beforeAnswer(route: string): Promise<void>;
  /** The registrations of the workspace that a path names; of the user's own without a name. */
  registrationsOf(workspace: string | undefined, user: User): Promise<Registration[]>;
}

/**
 * Answers everything below `/mlflow` and `/workspaces/<name>/mlflow` in MLflow's manner, in front
 * of the studio's own authentication: clients bring the token in other ways too, and read errors
 * of another form.
 */
export function createMlflowFront(options: MlflowFrontOptions): FrontHandler {
  const routings = new WeakMap<Registration[], Routing>();
  const description = openApiOf(
    mlflowRoutes,
    { title: 'MLflow’s interface of Atelier', version: MLFLOW_VERSION },
    MlflowErrorBody
  );

  async function routingOf(workspace: string | undefined, user: User): Promise<Routing> {
    const registrations = await options.registrationsOf(workspace, user);
    const routing = routings.get(registrations) ?? createRouting(registrations);
    routings.set(registrations, routing);
    return routing;
  }

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
    const routing = await routingOf(url.workspace && decoded(url.workspace), user);
    const { params, registration } = find(routing, methodOf(request), normalized(path));
    exchange.route = registration.name;
    const { route } = registration;
    const input = await readInput(route, request, {
      params,
      query: new URLSearchParams(url.query)
    });
    await options.beforeAnswer(registration.name);
    const call: Call = {
      user,
      requestId: exchange.id,
      signal: exchange.signal,
      userAgent: request.headers['user-agent'],
      address: addressOf(request)
    };
    const content: { content?: Readable } = route.body === 'bytes' ? { content: request } : {};
    const result = await registration.handle({ ...input, ...call, ...content });
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

function find(routing: Routing, method: string, path: string) {
  const found = routing(method, path);
  if ('registration' in found) {
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
