import { AtelierError, errorOf } from '@atelier-ml/api';
import type {
  Endpoint as EndpointRecord,
  EndpointStatistics,
  ScoreResponse
} from '@atelier-ml/api';
import { jupyterAddress } from '../connection/index.ts';
import { displaySymbol, tableBundle } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import type { MimeBundle } from '../magics/index.ts';
import type { WorkspaceScope } from '../workspace/index.ts';

/** One row of input, by input name; null is a missing value. */
export type ScoreRow = Record<string, number | string | boolean | null>;
/** One answer, by output name. */
export type ScoreOutput = ScoreResponse['outputs'][number];

/** A model that answers requests. */
export class Endpoint implements Displayable {
  readonly name: string;
  readonly #scope: WorkspaceScope;
  #record: EndpointRecord;
  #key?: string;

  constructor(scope: WorkspaceScope, record: EndpointRecord) {
    this.#scope = scope;
    this.#record = record;
    this.name = record.name;
  }

  /** `running` when it answers; as of the last call of this object. */
  get state(): EndpointRecord['state'] {
    return this.#record.state;
  }

  /** `name:version` of the model behind it. */
  get model(): string {
    const { modelName, modelVersion } = this.#record.deployment;
    return `${modelName}:${modelVersion}`;
  }

  get example(): ScoreRow | null {
    return this.#record.example as ScoreRow | null;
  }

  /**
   * Address for callers: below Jupyter's when the process is a notebook's kernel, else the server's
   * own. A server on a unix socket without Jupyter gives only the path.
   */
  get url(): string {
    const { connection } = this.#scope;
    const lab = jupyterAddress(connection.configuration);
    const path = this.#record.scoringPath;
    if (lab) {
      return `${lab}atelier${path}`;
    }
    const server = connection.address();
    return server.startsWith('unix:') ? path : `${server}${path}`;
  }

  /** Scores one row: one answer. Scores rows: an answer a row. */
  async score(row: ScoreRow): Promise<ScoreOutput>;
  async score(rows: readonly ScoreRow[]): Promise<ScoreOutput[]>;
  async score(input: ScoreRow | readonly ScoreRow[]): Promise<ScoreOutput | ScoreOutput[]> {
    const one = !Array.isArray(input);
    const { outputs } = await this.#send({ inputs: one ? [input] : input });
    return one ? outputs[0] : outputs;
  }

  /** The key that callers send. Keep it out of outputs that are shared. */
  async key(): Promise<string> {
    this.#key ??= (await this.#scope.client.endpoints.key({ params: this.#params() })).key;
    return this.#key;
  }

  /** A shell command that scores a row; the key is read from the variable `ENDPOINT_KEY`. */
  curl(row: ScoreRow | null = this.example): string {
    const server = this.url.startsWith('/') ? this.#scope.connection.address() : '';
    const socket = server ? `--unix-socket '${server.slice('unix:'.length)}' ` : '';
    const address = server ? `http://localhost${this.url}` : this.url;
    const body = JSON.stringify({ inputs: [row ?? {}] }).replaceAll("'", `'\\''`);
    return [
      `curl -sS ${socket}-X POST '${address}'`,
      '  -H "Authorization: Bearer $ENDPOINT_KEY"',
      "  -H 'Content-Type: application/json'",
      `  -d '${body}'`
    ].join(' \\\n');
  }

  /** The last lines that the deployment wrote. */
  async logs(lines = 100): Promise<string[]> {
    const query = { lines };
    return (await this.#scope.client.endpoints.logs({ params: this.#params(), query })).lines;
  }

  /** Requests, errors and latencies. */
  statistics(): Promise<EndpointStatistics> {
    return this.#scope.client.endpoints.statistics({ params: this.#params() });
  }

  async start(): Promise<this> {
    this.#record = await this.#scope.client.endpoints.start({ params: this.#params() });
    return this;
  }

  /** Stops it; key and address stay. */
  async stop(): Promise<this> {
    this.#record = await this.#scope.client.endpoints.stop({ params: this.#params() });
    return this;
  }

  async delete(): Promise<void> {
    await this.#scope.client.endpoints.delete({ params: this.#params() });
  }

  [displaySymbol](): MimeBundle {
    const { state, signature, deployment } = this.#record;
    return tableBundle({
      title: `Endpoint ${this.name}`,
      columns: ['property', 'value'],
      rows: [
        ['state', deployment.error ? `${state}: ${deployment.error}` : state],
        ['model', this.model],
        ['address', this.url],
        ['inputs', signature.inputs.map(({ name }) => name).join(', ')],
        ['outputs', signature.outputs.map(({ name }) => name).join(', ')]
      ]
    });
  }

  #params() {
    return { ...this.#scope.params, endpoint: this.#record.id };
  }

  async #send(body: { inputs: readonly unknown[] }): Promise<ScoreResponse> {
    const request = async () =>
      this.#scope.connection.send(this.#record.scoringPath, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await this.key()}`,
          'content-type': 'application/json'
        },
        body: JSON.stringify(body)
      });
    let response = await reach(request);
    if (response.status === 401) {
      // The key was renewed since it was asked for.
      this.#key = undefined;
      response = await reach(request);
    }
    if (!response.ok) {
      throw await errorOf(response);
    }
    return (await response.json()) as ScoreResponse;
  }
}

async function reach(request: () => Promise<Response>): Promise<Response> {
  try {
    return await request();
  } catch (cause) {
    if (cause instanceof AtelierError) {
      throw cause;
    }
    throw new AtelierError('server-unreachable', 'The endpoint cannot be reached.', {
      remedy: 'Look at the state of the server with `atelier status`.',
      cause
    });
  }
}
