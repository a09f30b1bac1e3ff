import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Packages that lie beside the kernel and can be imported in any folder. */
export const SHIPPED_PACKAGES = ['@atelier-ml/sdk', '@atelier-ml/learn', 'tslab'] as const;

export interface ShippedPackages {
  /** Address of a shipped package; undefined for any other specifier. */
  urlOf(specifier: string): string | undefined;
}

export function findShippedPackages(folder: string): ShippedPackages {
  const urls = new Map<string, string>();
  for (const name of SHIPPED_PACKAGES) {
    const file = path.join(folder, name, 'index.js');
    if (fs.existsSync(file)) urls.set(name, pathToFileURL(file).href);
  }
  return { urlOf: specifier => urls.get(specifier) };
}
