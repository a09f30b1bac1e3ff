import type { Artifact, RunDetail } from '@atelier-ml/api';
import { startCellDrag } from '@atelier-ml/shell';
import { EmptyState, formatBytes, icons, SearchField, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ExperimentsServices } from '../services.ts';
import { artifactCode } from './artifact-code.ts';
import { ArtifactPreview } from './artifact-preview.tsx';
import { ArtifactTreeView } from './artifact-tree-view.tsx';
import { foldersAbove, isFolder, rowsOf, treeOf } from './artifact-tree.ts';
import type { FolderNode, TreeNode } from './artifact-tree.ts';
import { FolderView } from './folder-view.tsx';

/** Which artifact is looked at; it outlives what shows it. */
export interface PreviewChoice {
  readonly preview: string | null;
  showPreview(path: string | null): void;
}

export interface RunArtifactsProps {
  run: RunDetail;
  model: PreviewChoice;
  services: ExperimentsServices;
}

/** Folders of few files are open from the start. */
const OPEN_UP_TO = 60;

/** The files that a run has kept: a tree at the left, what is chosen in it at the right. */
export function RunArtifacts({ run, model, services }: RunArtifactsProps) {
  const trans = useTrans();
  const [search, setSearch] = React.useState('');
  const [toggled, setToggled] = React.useState<ReadonlyMap<string, boolean>>(new Map());
  const shown = React.useMemo(() => matching(run.artifacts, search), [run.artifacts, search]);
  const tree = React.useMemo(() => treeOf(shown), [shown]);
  const small = shown.length <= OPEN_UP_TO;
  const { preview } = model;
  const rows = React.useMemo(() => {
    const above = new Set(preview === null ? [] : foldersAbove(preview));
    const open = (path: string) => toggled.get(path) ?? (small || search !== '' || above.has(path));
    return rowsOf(tree, open);
  }, [tree, toggled, small, search, preview]);
  const chosen = React.useMemo(
    () => (preview === null ? undefined : nodeAt(tree, preview)),
    [tree, preview]
  );
  if (run.artifacts.length === 0) {
    return (
      <EmptyState
        icon={icons.artifact}
        text={trans.__('This run has kept no file. Log one with %1.', 'run.logArtifact(…)')}
      />
    );
  }
  return (
    <div className="atl-Artifacts">
      <div className="atl-Artifacts-list">
        <SearchField value={search} label={trans.__('Find by path')} onChange={setSearch} />
        <ArtifactTreeView
          rows={rows}
          selected={preview}
          onSelect={path => model.showPreview(path)}
          onToggle={(path, open) => setToggled(new Map(toggled).set(path, open))}
          onPress={({ node }, event) =>
            startCellDrag(artifactCode(run, node.path), node.name, event)
          }
        />
        <p className="atl-Artifacts-total" role="status">
          {shown.length === 0
            ? trans.__('No path has “%1” in it.', search)
            : trans._n('%1 file, %2', '%1 files, %2', tree.files, formatBytes(tree.size))}
        </p>
      </div>
      <div className="atl-Artifacts-shown">
        {chosen === undefined || isFolder(chosen) ? (
          <FolderView folder={chosen ?? tree} run={run} services={services} />
        ) : (
          <ArtifactPreview
            key={chosen.path}
            artifact={chosen.artifact}
            run={run}
            services={services}
            onShow={path => model.showPreview(path)}
          />
        )}
      </div>
    </div>
  );
}

function matching(artifacts: readonly Artifact[], search: string): readonly Artifact[] {
  const wanted = search.trim().toLowerCase();
  return wanted === ''
    ? artifacts
    : artifacts.filter(({ path }) => path.toLowerCase().includes(wanted));
}

function nodeAt(root: FolderNode, path: string): TreeNode | undefined {
  let folder = root;
  for (const above of foldersAbove(path)) {
    const next = folder.children.find(node => isFolder(node) && node.path === above);
    if (!next) {
      return undefined;
    }
    folder = next as FolderNode;
  }
  return folder.children.find(node => node.path === path);
}
