import type { Signature } from '@atelier-ml/api';
import { createBatchingRun, isRowwise } from './batching.ts';
import type { LoadedModel } from './model.ts';
import { createRowScorer } from './rows.ts';
import type { RowScorer } from './rows.ts';
import { createRun } from './runner.ts';
import type { Run } from './runner.ts';

/** The one model that this process serves. */
export interface Service {
  readonly name: string;
  readonly version: number;
  readonly signature: Signature;
  readonly batching: boolean;
  readonly run: Run;
  /** @throws Failure when rows cannot fill the model's inputs */
  rows(): RowScorer;
}

export async function createService(
  model: LoadedModel,
  { name, version }: { name: string; version: number }
): Promise<Service> {
  const { metadata, signature } = model;
  const plain = createRun(model);
  const batching = await isRowwise(signature, plain);
  const run = batching ? createBatchingRun(plain) : plain;
  let scorer: RowScorer | undefined;
  return {
    name,
    version,
    signature,
    batching,
    run,
    rows: () => (scorer ??= createRowScorer(signature, metadata, run))
  };
}
