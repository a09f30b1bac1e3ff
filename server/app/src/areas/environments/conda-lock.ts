import type { PackageLock } from '@atelier-ml/api';
import { PREFIX } from './conda-installer.ts';

/**
 * Tells of each package of conda its name, version, build, URL and hash, and then which packages
 * that pip lists are of conda.
 */
export const CONDA_SCRIPT = `
python3 - 2>/dev/null <<'END'
import json, os, re, shutil
from pathlib import Path

tool = shutil.which("conda") or shutil.which("mamba")
places = [os.environ.get("CONDA_PREFIX"), tool and Path(tool).resolve().parent.parent, "${PREFIX}"]
found = [Path(place, "conda-meta") for place in places if place]
folder = next((each for each in found if each.is_dir()), found[-1])
records = [json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))]
print("#conda")
for each in records:
    hashes = [f"{kind}:{each[kind]}" for kind in ("sha256", "md5") if each.get(kind)]
    fields = [each["name"], each["version"], each["build"], each.get("url") or "", *hashes[:1]]
    print(*fields, sep="\\t")
print("#conda-pip")
for each in records:
    for file in each.get("files", []):
        match = re.search("site-packages/([^/]+?)-([^/]+?)(-py[^/-]*)?[.](dist|egg)-info(/|$)", file)
        if match:
            print(match[1], match[2], sep="==")
END`;

/** Packages of conda as `CONDA_SCRIPT` has told them. */
export function condaPackages(text: string): PackageLock {
  return text.split('\n').flatMap(line => {
    const [name, version, build, url, hash] = line.split('\t');
    if (!name || !version) {
      return [];
    }
    const from = url && { url: withoutLogin(url) };
    return [{ manager: 'conda' as const, name, version, build, ...from, ...(hash && { hash }) }];
  });
}

/** Tokens are part of a channel's path, passwords of its host. */
const withoutLogin = (url: string): string =>
  url.replace(/^(https?:\/\/)[^/@]*@/, '$1').replace(/\/t\/[^/]+\//, '/');

/** conda and mamba take a bare hash for one of MD5. */
const withHash = (url: string, hash?: string): string =>
  hash ? `${url}#${hash.replace(/^md5:/, '')}` : url;

/** URLs with hashes by which all of conda is installed again, if all of them are known. */
export function explicitOf(lock: PackageLock): string[] | undefined {
  const packages = lock.filter(({ manager }) => manager === 'conda');
  return packages.length && packages.every(({ url }) => url?.startsWith('http'))
    ? packages.map(({ hash, url }) => withHash(url!, hash))
    : undefined;
}
