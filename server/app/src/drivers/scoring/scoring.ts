import type { Signature } from '@atelier-ml/api';

/** What a model file says of itself. */
export interface ModelDescription {
  signature: Signature;
  metadata: Record<string, string>;
}

/** What is to be served. */
export interface DeploymentSpec {
  modelFile: string;
  name: string;
  version: number;
  /** Gets every line that the deployment writes. */
  log(line: string): void;
}

/** A model being served by a process of its own. */
export interface Deployment {
  /**
   * Unix socket on which it answers HTTP: `/score`, `/invocations` and the Open Inference
   * Protocol's `/v2/…`, without any authentication.
   */
  readonly socket: string;
  /** Resolves when it answers; rejects with AtelierError `deployment-failed` if it never will. */
  readonly ready: Promise<void>;
  /** Resolves with a sentence that says how it ended, whatever the cause. Never rejects. */
  readonly exited: Promise<string>;
  readonly pid: number | undefined;
  /** Lets it finish what it is at, then ends it; by force after some seconds. */
  stop(): Promise<void>;
}

/** The port to whatever runs models. */
export interface Scoring {
  /**
   * Reads a model file, apart from this process, which a broken file cannot harm.
   * @throws AtelierError `invalid-content`
   */
  describe(modelFile: string): Promise<ModelDescription>;
  start(spec: DeploymentSpec): Deployment;
  /** Ends every deployment. */
  close(): Promise<void>;
}
