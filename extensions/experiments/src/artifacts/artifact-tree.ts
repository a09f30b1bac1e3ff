import type { Artifact } from '@atelier-ml/api';

export interface FileNode {
  readonly name: string;
  readonly path: string;
  readonly artifact: Artifact;
}

export interface FolderNode {
  readonly name: string;
  readonly path: string;
  /** Folders first, then files, both by name. */
  readonly children: readonly TreeNode[];
  readonly files: number;
  readonly size: number;
}

export type TreeNode = FileNode | FolderNode;

export const isFolder = (node: TreeNode): node is FolderNode => 'children' in node;

interface Draft {
  folders: Map<string, Draft>;
  files: FileNode[];
}

const newDraft = (): Draft => ({ folders: new Map(), files: [] });

/** The folders that the paths of artifacts speak of. */
export function treeOf(artifacts: readonly Artifact[]): FolderNode {
  const root = newDraft();
  for (const artifact of artifacts) {
    const parts = artifact.path.split('/');
    const name = parts.pop() ?? artifact.path;
    let folder = root;
    for (const part of parts) {
      const next = folder.folders.get(part) ?? newDraft();
      folder.folders.set(part, next);
      folder = next;
    }
    folder.files.push({ name, path: artifact.path, artifact });
  }
  return finish(root, '', '');
}

const inOrder = new Intl.Collator(undefined, { numeric: true });

function finish({ files, folders }: Draft, name: string, path: string): FolderNode {
  const below = [...folders].map(([part, draft]) =>
    finish(draft, part, path === '' ? part : `${path}/${part}`)
  );
  const byName = (a: TreeNode, b: TreeNode) => inOrder.compare(a.name, b.name);
  return {
    name,
    path,
    children: [...below.sort(byName), ...files.sort(byName)],
    files: files.length + below.reduce((sum, folder) => sum + folder.files, 0),
    size:
      files.reduce((sum, file) => sum + file.artifact.size, 0) +
      below.reduce((sum, folder) => sum + folder.size, 0)
  };
}

/** A line of the tree as it is shown. */
export interface TreeRow {
  readonly node: TreeNode;
  /** From 1. */
  readonly level: number;
  readonly open: boolean;
  readonly position: number;
  readonly siblings: number;
}

/** What is in sight when these folders are open. */
export function rowsOf(root: FolderNode, isOpen: (path: string) => boolean): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (folder: FolderNode, level: number) => {
    folder.children.forEach((node, index) => {
      const open = isFolder(node) && isOpen(node.path);
      const siblings = folder.children.length;
      rows.push({ node, level, open, position: index + 1, siblings });
      if (open) {
        add(node as FolderNode, level + 1);
      }
    });
  };
  add(root, 1);
  return rows;
}

/** All folders above a path, the outermost first. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/**
 * The artifacts that were logged along steps under one name: same folder and ending, and the same
 * name but for its numbers. In order of their steps; empty where there is but one.
 */
export function alongSteps(artifact: Artifact, all: readonly Artifact[]): Artifact[] {
  if (artifact.step === null) {
    return [];
  }
  const name = nameWithoutNumbers(artifact.path);
  const found = all
    .filter(({ path, step }) => step !== null && nameWithoutNumbers(path) === name)
    .sort((a, b) => a.step! - b.step!);
  return found.length > 1 ? found : [];
}

/** What is logged along steps goes by the same name, but for the numbers in it. */
export function nameWithoutNumbers(path: string): string {
  const slash = path.lastIndexOf('/') + 1;
  // Clients put step, time and a random part into the name.
  return (
    path.slice(0, slash) +
    path
      .slice(slash)
      .replace(/[%+_-]?\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, '#')
      .replace(/\d+/g, '#')
  );
}
