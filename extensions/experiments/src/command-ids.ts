/** The commands of the area. */
export const CommandIDs = {
  openPanel: 'experiments:open-panel',
  create: 'experiments:create-experiment',
  open: 'experiments:open-experiment',
  rename: 'experiments:rename-experiment',
  delete: 'experiments:delete-experiment',
  openRuns: 'experiments:open-all-runs',
  showRuns: 'experiments:show-runs',
  openRun: 'experiments:open-run',
  dockRun: 'experiments:dock-run',
  compareRuns: 'experiments:compare-runs',
  renameRun: 'experiments:rename-run',
  tagRun: 'experiments:tag-run',
  exportRun: 'experiments:export-run',
  deleteRun: 'experiments:delete-run',
  openNotebook: 'experiments:open-notebook',
  openView: 'experiments:open-view',
  openTrash: 'experiments:open-trash',
  restoreTrashed: 'experiments:restore-trashed',
  purgeTrashed: 'experiments:purge-trashed',
  setRetention: 'experiments:set-trash-retention'
} as const;

/** Those that make sense without arguments: they ask for what they need. */
export const PALETTE: readonly string[] = [
  CommandIDs.openPanel,
  CommandIDs.create,
  CommandIDs.open,
  CommandIDs.rename,
  CommandIDs.delete,
  CommandIDs.openRuns,
  CommandIDs.openRun,
  CommandIDs.dockRun,
  CommandIDs.compareRuns,
  CommandIDs.renameRun,
  CommandIDs.tagRun,
  CommandIDs.exportRun,
  CommandIDs.deleteRun,
  CommandIDs.openTrash,
  CommandIDs.purgeTrashed,
  CommandIDs.setRetention
];
