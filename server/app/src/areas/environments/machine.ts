import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContextFile } from '../../drivers/images/index.ts';

/** What the machine of the server tells installers. Empty where nothing is set. */
export interface MachineSettings {
  /** Variables like `HTTPS_PROXY`, `PIP_INDEX_URL` or `npm_config_registry`. */
  variables: Record<string, string>;
  /** Where configuration files of the user lie. */
  home: string;
}

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
const AT = '/run/atelier';
/** By which programs find certificates. */
export const CERTIFICATE_VARIABLES = [
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'PIP_CERT',
  'NODE_EXTRA_CA_CERTS'
];

/** Options that name folders of this machine mean nothing in a build. */
const isOfMachine = (value: string): boolean => /^\s*(\/|~|file:)/.test(value);

/** Whether a variable says the same in a container: it names no file or folder of this machine. */
export const isForInstallers = (name: string, value: string): boolean =>
  !isOfMachine(value) && !/cert|ca_?file|config_?file|(user|global)config/i.test(name);

export const certificatesOf = ({ variables }: MachineSettings): Promise<string | undefined> =>
  read(variables.SSL_CERT_FILE || CERTIFICATES);

export const pipOf = async ({ home }: MachineSettings): Promise<string> =>
  (await firstOf(home, ['.config/pip/pip.conf', '.pip/pip.conf', '/etc/pip.conf'])) ?? '';

export const npmOf = async ({ home }: MachineSettings): Promise<string> =>
  (await firstOf(home, ['.npmrc'])) ?? '';

/**
 * The settings that installers need to reach their registries: proxies, mirrors, logins and
 * certificates. They are mounted while a step runs, and never written into an image.
 */
export async function machineFiles({ home, variables }: MachineSettings): Promise<ContextFile[]> {
  const certificates = await certificatesOf({ home, variables });
  const exports: Record<string, string> = {
    APT_CONFIG: `${AT}/apt.conf`,
    PIP_CONFIG_FILE: `${AT}/pip.conf`,
    NPM_CONFIG_USERCONFIG: `${AT}/npmrc`,
    PIP_DISABLE_PIP_VERSION_CHECK: '1'
  };
  for (const [name, value] of Object.entries(variables)) {
    const wanted = /^((https?|no)_proxy$|pip_|npm_config_|conda_(channel_alias$|override_))/i.test(
      name
    );
    if (wanted && isForInstallers(name, value)) {
      exports[name] = value;
    }
  }
  if (certificates) {
    for (const name of CERTIFICATE_VARIABLES) {
      exports[name] = `${AT}/ca.crt`;
    }
  }
  const alias = /^channel_alias: *(https?:\S+)/m.exec(
    (await firstOf(home, ['.condarc'])) ?? ''
  )?.[1];
  if (alias && !exports.CONDA_CHANNEL_ALIAS) {
    exports.CONDA_CHANNEL_ALIAS = alias;
  }
  const logins = await firstOf(home, ['.rattler/credentials.json']);
  if (logins) {
    exports.RATTLER_AUTH_FILE = `${AT}/conda-logins.json`;
  }
  const apt = certificates ? [`Acquire::https::CAInfo "${AT}/ca.crt";`] : [];
  const proxy = variables.HTTP_PROXY ?? variables.http_proxy;
  if (proxy) {
    apt.push(`Acquire::http::Proxy "${proxy}";`);
  }
  const script = Object.entries(exports).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return [
    { path: 'env.sh', content: `${script.join('\n')}\n` },
    { path: 'apt.conf', content: `${apt.join('\n')}\n` },
    { path: 'pip.conf', content: withoutMachine(await pipOf({ home, variables })) },
    { path: 'npmrc', content: withoutMachine(await npmOf({ home, variables })) },
    { path: 'conda-logins.json', content: logins ?? '' },
    { path: 'ca.crt', content: certificates ?? '' }
  ];
}

/** Lines of a configuration file, but for those that name files or folders of this machine. */
export function withoutMachine(text: string): string {
  return text
    .split('\n')
    .filter(line => !isOfMachine(line.slice(line.indexOf('=') + 1)) || !line.includes('='))
    .filter(line => !/^\s*(cafile|cert|prefix|cache|nodedir)\s*=/.test(line))
    .join('\n');
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const read = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch(() => undefined);

async function firstOf(home: string, names: string[]): Promise<string | undefined> {
  for (const name of names) {
    const text = await read(name.startsWith('/') ? name : join(home, name));
    if (text !== undefined) {
      return text;
    }
  }
  return undefined;
}
