import { createClient } from '@atelier-ml/api';
import type { Client } from '@atelier-ml/api';
import { readConfiguration } from '../configuration.ts';
import type { Configuration } from '../configuration.ts';
import { discover } from './discovery.ts';
import { createTransport } from './transport.ts';
import type { Transport } from './transport.ts';

/** A way to one server; a typed function for every route of the contract stands in `client`. */
export interface Connection {
  readonly configuration: Configuration;
  readonly client: Client;
  /** Sends a request as it is: for bytes and for routes outside the contract. */
  readonly send: Transport['send'];
  /** Where the server is now. */
  address(): string;
  /** Drops the connections that are kept alive. */
  close(): void;
}

export interface ConnectOptions extends Partial<Configuration> {
  /** Milliseconds without a byte after which a request fails; 120,000 if left out. */
  idleTimeout?: number;
  /** Milliseconds for which requests wait for a server that is not there; none if left out. */
  patience?: number;
  /**
   * Milliseconds after which a server that owes an answer must show that it is well, and within
   * which it must do so; else the request fails. Unwatched if left out.
   */
  watchAfter?: number;
}

/**
 * Opens a way to the server. Nothing is sent yet and nothing is looked up: the server is found at
 * each request, so a connection outlives restarts of the server.
 *
 * @example
 * const { client } = connect();
 * const { items } = await client.datasets.list({ params: { workspace: '~' }, query: {} });
 */
export function connect(options: ConnectOptions = {}): Connection {
  const { idleTimeout = 120_000, patience, watchAfter, ...overrides } = options;
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  const configuration = { ...readConfiguration(), ...Object.fromEntries(given) };
  const address = () => discover(configuration);
  const transport = createTransport({ address, idleTimeout, patience, watchAfter });
  return {
    configuration,
    client: createClient({ send: (path, init) => transport.send(path, init) }),
    send: (path, init) => transport.send(path, init),
    address: () => address().url,
    close: () => transport.close()
  };
}
