import path from 'node:path';

import { namesOf } from './cell-names.ts';
import type { CellFile } from './language-messages.ts';

/**
 * The session as TypeScript sees it: each cell is a module, and a name that it takes from an earlier cell is imported from
 * the last cell that declared it. Those lines stand behind the cell's text, so offsets in the cell are offsets in the file.
 */
export interface CellFiles {
  /** Writes a cell; gives the name of its file. */
  write(cell: CellFile): string;
  /** The cell's names are what later cells mean. */
  settle(cell: CellFile): void;
  /** A text that is being typed. */
  scratch(text: string): string;
  read(file: string): string | undefined;
  version(file: string): string;
  /** Counts changes of any file. */
  revision(): number;
  /** The file that a specifier in a cell names, if it names a cell. */
  resolve(specifier: string): string | undefined;
  /** Names that cells declared, the latest first. */
  names(): string[];
}

const PREFIX = '__cell_';

export function createCellFiles(folder: string): CellFiles {
  const files = new Map<string, { text: string; version: number }>();
  const owners = new Map<string, string>();
  let revision = 0;

  function write(stem: string, text: string): { file: string; declared: Set<string> } {
    const { declared, used, jsx } = namesOf(text);
    const file = path.join(folder, `${stem}.${jsx ? 'tsx' : 'ts'}`);
    const taken = new Map<string, string[]>();
    for (const name of used) {
      const owner = owners.get(name);
      if (!owner || declared.has(name) || owner === file) continue;
      taken.set(owner, [...(taken.get(owner) ?? []), name]);
    }
    const imports = [...taken].map(([owner, names]) => {
      const specifier = `./${path.basename(owner).replace(/\.tsx?$/, '')}`;
      return `import { ${names.join(', ')} } from '${specifier}';`;
    });
    const tail = [...imports, `export { ${[...declared].join(', ')} };`].join('\n');
    const full = `${text}\n;${tail}`;
    const known = files.get(file);
    if (known?.text !== full) {
      files.set(file, { text: full, version: (known?.version ?? 0) + 1 });
      revision++;
    }
    return { file, declared };
  }

  return {
    write: cell => write(PREFIX + cell.key, cell.text).file,
    settle(cell) {
      const { file, declared } = write(PREFIX + cell.key, cell.text);
      for (const name of declared) {
        owners.delete(name);
        owners.set(name, file);
      }
      revision++;
    },
    scratch: text => write(`${PREFIX}now`, text).file,
    read: file => files.get(file)?.text,
    version: file => String(files.get(file)?.version ?? 0),
    revision: () => revision,
    resolve(specifier) {
      if (!specifier.startsWith(`./${PREFIX}`)) return undefined;
      const stem = path.join(folder, specifier);
      return [`${stem}.ts`, `${stem}.tsx`].find(file => files.has(file));
    },
    names: () => [...owners.keys()].reverse()
  };
}
