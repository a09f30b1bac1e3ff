import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, '.studio/stamps');
const SKIPPED = new Set(['node_modules', 'lib', 'dist', '__pycache__', 'testing', 'tests']);
const SKIPPED_FILES = /\.(test\.tsx?|tsbuildinfo|pyc)$/;

/** Files below the paths that a build may depend on, in a stable order. */
function* filesOf(file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() && !SKIPPED_FILES.test(file)) {
    yield file;
  } else if (stat?.isDirectory() && !SKIPPED.has(path.basename(file))) {
    for (const name of readdirSync(file).sort()) {
      yield* filesOf(path.join(file, name));
    }
  }
}

/** SHA-256 over names and contents below the paths (relative to the root). */
export function contentHash(paths) {
  const hash = createHash('sha256');
  for (const each of paths) {
    for (const file of filesOf(path.join(root, each))) {
      hash
        .update(`${path.relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

const fileOf = name => path.join(folder, name);

/** Whether the outputs are there and were made from inputs with this hash. */
export function isCurrent(name, hash, outputs) {
  return (
    outputs.every(output => existsSync(path.join(root, output))) &&
    existsSync(fileOf(name)) &&
    readFileSync(fileOf(name), 'utf8') === hash
  );
}

export function stamp(name, hash) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(name), hash);
}
