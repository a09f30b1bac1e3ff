import { toNumber } from '@atelier-ml/api';
import type { ModelVersion as ModelRecord, Signature } from '@atelier-ml/api';
import {
  displaySymbol,
  formatBytes,
  formatNumber,
  formatTime,
  tableBundle
} from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import type { MimeBundle } from '../magics/index.ts';
import type { WorkspaceScope } from '../workspace/index.ts';

/** One version of a registered model. Its content never changes; its aliases may. */
export class ModelVersion implements Displayable {
  readonly name: string;
  readonly version: number;
  /** E.g. `atelier://default/models/diabetes:2`. */
  readonly uri: string;
  /** `name:version`, as `deploy` takes it. */
  readonly reference: string;
  /** Inputs and outputs; null where the format tells none. */
  readonly signature: Signature | null;
  /** Last values of the run's metrics, from when the version was registered. */
  readonly metrics: Record<string, number>;
  readonly aliases: readonly string[];
  readonly example: Record<string, unknown> | null;
  readonly runId: string | null;
  readonly #scope: WorkspaceScope;
  readonly #record: ModelRecord;

  constructor(scope: WorkspaceScope, record: ModelRecord, uri: string) {
    this.#scope = scope;
    this.#record = record;
    this.name = record.modelName;
    this.version = record.version;
    this.uri = uri;
    this.reference = `${record.modelName}:${record.version}`;
    this.signature = record.signature;
    this.metrics = Object.fromEntries(
      Object.entries(record.metrics).map(([key, value]) => [key, toNumber(value)])
    );
    this.aliases = record.aliases;
    this.example = record.example;
    this.runId = record.runId;
  }

  /** The model file. */
  async bytes(): Promise<Uint8Array> {
    const { modelId, version } = this.#record;
    const params = { ...this.#scope.params, model: modelId, version: String(version) };
    const response = await this.#scope.client.models.versions.content({ params });
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Points an alias at this version, away from the one that had it. */
  async setAlias(alias: string): Promise<void> {
    const { modelId, version } = this.#record;
    const params = { ...this.#scope.params, model: modelId, alias };
    await this.#scope.client.models.aliases.set({ params, body: { version } });
  }

  [displaySymbol](): MimeBundle {
    const { format, filename, size, description, createdAt } = this.#record;
    const inputs = this.signature?.inputs.map(({ name }) => name).join(', ');
    const outputs = this.signature?.outputs.map(({ name }) => name).join(', ');
    const metrics = Object.entries(this.metrics).map(
      ([key, value]) => `${key} ${formatNumber(value)}`
    );
    const facts: [string, unknown][] = [
      ['aliases', this.aliases.join(', ')],
      ['file', `${filename} (${format}, ${formatBytes(size)})`],
      ['inputs', inputs],
      ['outputs', outputs],
      ['metrics', metrics.join(', ')],
      ['registered', formatTime(createdAt)],
      ['description', description]
    ];
    return tableBundle({
      title: `Model ${this.reference}`,
      columns: ['property', 'value'],
      rows: facts.filter(([, value]) => value)
    });
  }
}
