export * from './connection.ts';
export * from './discovery.ts';
export * from './transport.ts';
export * from './jupyter-address.ts';
