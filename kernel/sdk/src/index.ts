export { AtelierError } from '@atelier-ml/api';
export type { Client, ErrorCode } from '@atelier-ml/api';
export * from './atelier.ts';
export { connect, discover } from './connection/index.ts';
export type { Connection, ConnectOptions, ServerAddress } from './connection/index.ts';
export { readConfiguration } from './configuration.ts';
export type { Configuration } from './configuration.ts';
export type {
  CellValue,
  DataRow,
  Dataset,
  Datasets,
  SaveDatasetOptions
} from './datasets/index.ts';
export { displaySymbol } from './display/index.ts';
export type { Displayable } from './display/index.ts';
export type {
  DeployOptions,
  Endpoint,
  Endpoints,
  ScoreOutput,
  ScoreRow
} from './endpoints/index.ts';
export type {
  Cluster,
  ClusterChanges,
  ClusterOptions,
  Clusters,
  Job,
  JobOptions,
  JobParams,
  JobProgramOptions,
  JobQuery,
  Jobs,
  JobSettings,
  Moment,
  Schedule,
  ScheduleOptions,
  Schedules,
  ScheduleTiming,
  SubmittedJob,
  WaitOptions
} from './jobs/index.ts';
export { syncJournals, waitingJournals } from './journal/index.ts';
export type {
  JournalState,
  SyncedJournal,
  SyncOptions,
  SyncReport,
  WaitingJournal
} from './journal/index.ts';
export { cellMagics, createCellMagics } from './magics/index.ts';
export type {
  CellGlobals,
  CellReference,
  DisplayOptions,
  KernelDoor,
  Magic,
  MagicContext,
  MagicProvider,
  MimeBundle
} from './magics/index.ts';
export type {
  AudioContent,
  AudioOptions,
  ConfusionContent,
  CurveContent,
  HistogramContent,
  ImageContent,
  Label,
  TableContent
} from './media/index.ts';
export type { ModelContent, Models, ModelVersion, RegisterModelOptions } from './models/index.ts';
export { createStudio } from './studio/index.ts';
export type { Studio, StudioOptions } from './studio/index.ts';
export { RUN_MEDIA_TYPE } from './tracking/index.ts';
export type {
  CaptureOptions,
  DatasetReference,
  EndOptions,
  FigureContent,
  HasUri,
  KeptArtifact,
  MediaOptions,
  MetricOptions,
  ModelOptions,
  ResumedRunOptions,
  Run,
  RunDatasetOptions,
  RunModel,
  RunOptions,
  RunReference,
  StartRun,
  Tracker
} from './tracking/index.ts';
