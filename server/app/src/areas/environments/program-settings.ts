import {
  CERTIFICATE_VARIABLES,
  certificatesOf,
  isForInstallers,
  npmOf,
  pipOf,
  withoutMachine
} from './machine.ts';
import type { MachineSettings } from './machine.ts';

/** What programs in containers of this machine find of it, in a folder that they cannot change. */
export interface ProgramSettings {
  /** By name: they may hold logins. */
  files: Record<string, string>;
  /** They tell where the files lie, and hold no login. */
  variables: Record<string, string>;
}

/**
 * Proxies, mirrors, logins and certificates for what is installed or fetched while a container runs.
 * @param at where the folder is found
 */
export async function programSettings(
  machine: MachineSettings,
  at: string
): Promise<ProgramSettings> {
  const certificates = await certificatesOf(machine);
  const named = (prefix: RegExp) =>
    Object.entries(machine.variables)
      .filter(([name, value]) => prefix.test(name) && isForInstallers(name, value))
      .map(([name, value]) => [name.replace(prefix, '').toLowerCase(), value] as const);
  const proxies = Object.entries(machine.variables).filter(([name]) =>
    /^(https?|no)_proxy$/i.test(name)
  );
  const proxy = proxies.find(([name]) => /^https_proxy$/i.test(name))?.[1];
  const noProxy = proxies.find(([name]) => /^no_proxy$/i.test(name))?.[1];
  const pip = [
    ...(proxy ? [['proxy', proxy] as const] : []),
    ...named(/^pip_/i).map(([name, value]) => [name.replaceAll('_', '-'), value] as const)
  ];
  const npm = [
    ...(proxy ? [['https-proxy', proxy] as const, ['proxy', proxy] as const] : []),
    ...(noProxy ? [['noproxy', noProxy] as const] : []),
    ...named(/^npm_config_/i).map(([name, value]) => [name.replaceAll('_', '-'), value] as const)
  ];
  return {
    files: {
      'pip.conf': withGlobal(withoutMachine(await pipOf(machine)), pip),
      npmrc: [withoutMachine(await npmOf(machine)), ...npm.map(asLine), ''].join('\n'),
      ...(certificates && { 'ca.crt': certificates })
    },
    variables: {
      ...Object.fromEntries(proxies.filter(([, value]) => !hasLogin(value))),
      PIP_CONFIG_FILE: `${at}/pip.conf`,
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      NPM_CONFIG_GLOBALCONFIG: `${at}/npmrc`,
      ...(certificates &&
        Object.fromEntries(CERTIFICATE_VARIABLES.map(name => [name, `${at}/ca.crt`])))
    }
  };
}

const asLine = ([name, value]: readonly [string, string]): string => `${name} = ${value}`;

const hasLogin = (address: string): boolean => address.includes('@');

/** pip reads no file in which a section or an option stands twice. */
function withGlobal(text: string, options: (readonly [string, string])[]): string {
  const lines = text.split('\n');
  const begin = lines.findIndex(line => line.trim() === '[global]');
  if (begin === -1) {
    return ['[global]', ...options.map(asLine), text].join('\n');
  }
  const names = new Set(options.map(([name]) => name));
  let isIn = false;
  let isReplaced = false;
  const kept = lines.filter(line => {
    if (line.startsWith('[')) {
      isIn = line.trim() === '[global]';
      isReplaced = false;
    } else if (/^\S/.test(line)) {
      isReplaced = isIn && names.has(line.split(/[=:]/)[0]!.trim().replaceAll('_', '-'));
    }
    return !isReplaced;
  });
  const place = kept.findIndex(line => line.trim() === '[global]') + 1;
  return [...kept.slice(0, place), ...options.map(asLine), ...kept.slice(place)].join('\n');
}
