export { parseAddress } from './address.ts';
export type { SshLogin, TlsLogin } from './address.ts';
export { connectDocker, disconnectDocker } from './connect.ts';
export type { DockerAddress } from './connect.ts';
