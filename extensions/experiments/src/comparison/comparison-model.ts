import type { Client } from '@atelier-ml/api';
import type { IEventStream } from '@atelier-ml/shell';
import type { JSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { ChartSettings } from '../charts/index.ts';
import type { MetricDirection } from '../metrics/index.ts';
import { ArtifactStore } from './artifact-store.ts';
import { ColorSlots } from './color-slots.ts';
import { mergeRuns } from './compared-run.ts';
import type { ComparedRun, ShownRun } from './compared-run.ts';
import { CurveStore } from './curve-store.ts';
import { DetailStore } from './detail-store.ts';
import type { Column, FieldChoices, FieldRef } from './fields.ts';
import { columnOf, fieldChoices } from './fields.ts';
import type { RunGroupView } from './grouping.ts';
import { groupRuns } from './grouping.ts';
import { MediaStore } from './media-store.ts';
import { MetricGoals } from './metric-goals.ts';
import { RunSet } from './run-set.ts';
import type { RunSource } from './run-source.ts';
import { MOST_RUNS } from './run-source.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import type { ComparisonSettings } from './settings.ts';

export interface ComparisonOptions {
  readonly api: Client;
  readonly events: IEventStream;
  readonly workspace: string;
  readonly source: RunSource;
  readonly settings?: ComparisonSettings;
  /** Milliseconds between two requests while runs go on. */
  readonly interval?: number;
}

const COLORS = 10;
const DASHES = 4;
const CHARTS = 'charts';

/** What a link, a saved view or a cell needs to show the same comparison again. */
export interface ComparisonState {
  readonly source: RunSource;
  readonly settings: ComparisonSettings;
}

/** Runs that are compared, live, and how. Emits no more than is heard of them: who renders does so once a frame. */
export class ComparisonModel implements IDisposable {
  /** How curves are drawn; a part of the settings. */
  readonly charts: ChartSettings;
  readonly curves: CurveStore;
  readonly details: DetailStore;
  readonly artifacts: ArtifactStore;
  readonly media: MediaStore;
  readonly goals: MetricGoals;
  readonly #set: RunSet;
  /** Fires for what the user has changed: who renders does so at once. */
  readonly setUp = { changed: new Signal<object, void>({}) };
  readonly #changed = new Signal<this, void>(this);
  readonly #slots = new ColorSlots(COLORS, DASHES);
  readonly #groupSlots = new ColorSlots(COLORS, DASHES);
  #settings: ComparisonSettings;
  #runs: readonly ComparedRun[] = [];
  #shown: readonly ShownRun[] = [];
  #choices: FieldChoices | null = null;
  #columns = new Map<string, Column>();
  #groups: readonly RunGroupView[] | null = null;
  #groupOfRun: ReadonlyMap<string, RunGroupView> | null = null;
  #chosen: ReadonlySet<string> | null = null;
  #restored = 0;

  constructor(options: ComparisonOptions) {
    const { api, workspace, interval, settings } = options;
    this.#settings = settings ?? DEFAULT_SETTINGS;
    this.charts = new ChartSettings({
      read: () => this.#settings.charts,
      write: (_, charts) => this.set({ charts: charts as JSONObject })
    });
    this.charts.remember(CHARTS);
    this.#set = new RunSet(options);
    this.curves = new CurveStore({ api, workspace, interval });
    this.details = new DetailStore({ api, workspace });
    this.artifacts = new ArtifactStore({ api, workspace });
    this.media = new MediaStore({ api, workspace });
    this.goals = new MetricGoals({ api, workspace });
    this.charts.changed.connect(this.#emit, this);
    this.#set.changed.connect(this.#onRuns, this);
    this.#set.progressed.connect(this.#onProgress, this);
    for (const part of [this.curves, this.details, this.artifacts, this.goals]) {
      part.changed.connect(this.#emit, this);
    }
    this.#onRuns();
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  get isDisposed(): boolean {
    return this.#set.isDisposed;
  }
  get settings(): ComparisonSettings {
    return this.#settings;
  }
  get state(): ComparisonState {
    return { source: this.#set.source, settings: this.#settings };
  }
  get source(): RunSource {
    return this.#set.source;
  }
  get loadState(): 'loading' | 'ready' | 'error' {
    return this.#set.state;
  }
  get error(): unknown {
    return this.#set.error ?? this.curves.error;
  }
  /** Runs that the query finds, of which the first ones are compared. */
  get total(): number {
    return this.#set.total;
  }
  get runs(): readonly ComparedRun[] {
    return this.#runs;
  }
  /** The same array until one of them changes. */
  get shown(): readonly ShownRun[] {
    return this.#shown;
  }
  /** The run that the others are compared with. */
  get baseline(): ShownRun | null {
    return this.#shown.find(({ id }) => id === this.#settings.baseline) ?? this.#shown[0] ?? null;
  }
  /** Runs that a brush has chosen; null: nothing is chosen. */
  get chosen(): ReadonlySet<string> | null {
    return this.#chosen;
  }
  get choices(): FieldChoices {
    return (this.#choices ??= fieldChoices(this.#shown.map(({ value }) => value)));
  }
  /** The shown runs by the fields that they are grouped by. */
  get groups(): readonly RunGroupView[] {
    return (this.#groups ??= groupRuns(
      this.#shown.map(({ value }) => value),
      this.#settings.groupBy
    ));
  }

  /** Which series colour a group has, as long as the page is open. */
  groupColour(group: RunGroupView): number {
    return this.#groupSlots.take(group.key);
  }

  /** Which series colour a run has in drawings: its group's where there are groups. */
  colourOf(run: ShownRun): number {
    if (this.#settings.groupBy.length === 0) {
      return run.colour;
    }
    this.#groupOfRun ??= new Map(
      this.groups.flatMap(group => group.runs.map(id => [id, group] as const))
    );
    const group = this.#groupOfRun.get(run.id);
    return group ? this.groupColour(group) : run.colour;
  }

  /** A field of the shown runs; the same object until it changes. */
  column(ref: FieldRef): Column {
    const { statistic } = this.#settings;
    const held = this.#columns.get(ref);
    const column =
      held ??
      columnOf(
        this.#shown.map(({ value }) => value),
        ref,
        statistic
      );
    this.#columns.set(ref, column);
    return column;
  }

  /** Whether a metric's higher or lower values are the better ones. */
  directionOf(metric: string): MetricDirection {
    return this.#settings.directions[metric] ?? this.goals.directionOf(metric);
  }

  set(change: Partial<ComparisonSettings>): void {
    const before = this.#settings;
    this.#settings = { ...before, ...change };
    if (before.statistic !== this.#settings.statistic) {
      this.#columns = new Map();
    }
    if (before.groupBy !== this.#settings.groupBy) {
      this.#groups = null;
      this.#groupOfRun = null;
    }
    this.#derive();
    this.setUp.changed.emit();
    this.#changed.emit();
  }

  /** Sets up everything anew, as a saved view says. */
  restore({ source, settings }: ComparisonState): void {
    this.#chosen = null;
    this.set(settings);
    this.charts.remember(`${CHARTS} ${(this.#restored += 1)}`);
    this.#set.setSource(source);
  }

  add(runs: Iterable<string>): void {
    const ids = [...new Set([...this.#runs.map(({ id }) => id), ...runs])].slice(0, MOST_RUNS);
    this.#set.setSource({ kind: 'runs', ids });
  }

  remove(run: string): void {
    const ids = this.#runs.map(({ id }) => id).filter(id => id !== run);
    this.#set.setSource({ kind: 'runs', ids });
  }

  /** Keeps the runs that are there now instead of following a query. */
  keep(): void {
    this.#set.setSource({ kind: 'runs', ids: this.#runs.map(({ id }) => id) });
  }

  /** Switches a run off, or on again. */
  toggle(run: string): void {
    const hidden = new Set(this.#settings.hidden);
    if (!hidden.delete(run)) {
      hidden.add(run);
    }
    this.set({ hidden: [...hidden] });
  }

  /** Leaves only these on; if they are so already, all. */
  showOnly(runs: Iterable<string>): void {
    const kept = new Set(runs);
    const others = this.#runs.map(({ id }) => id).filter(id => !kept.has(id));
    const alone = others.every(id => this.#settings.hidden.includes(id));
    this.#chosen = null;
    this.set({ hidden: alone ? [] : others });
  }

  choose(runs: ReadonlySet<string> | null): void {
    this.#chosen = runs;
    this.setUp.changed.emit();
    this.#changed.emit();
  }

  reload(): void {
    this.#set.reload();
    this.curves.refresh(this.#runs.map(({ id }) => id));
  }

  dispose(): void {
    if (!this.isDisposed) {
      const { curves, details, artifacts, media, goals } = this;
      for (const part of [this.#set, curves, details, artifacts, media, goals]) {
        part.dispose();
      }
      this.charts.changed.disconnect(this.#emit, this);
      Signal.clearData(this);
    }
  }

  #onRuns(): void {
    this.#derive();
    void this.goals.follow(this.#shown.map(({ value }) => value.experimentId));
    this.#changed.emit();
  }

  #onProgress(_: RunSet, runs: readonly string[]): void {
    this.curves.refresh(runs);
    this.details.forget(runs);
  }

  #emit(): void {
    this.#changed.emit();
  }

  /** What follows from runs and settings; arrays stay the same objects while nothing in them changes. */
  #derive(): void {
    const { members } = this.#set;
    this.#runs = mergeRuns(this.#runs, members, new Set(this.#settings.hidden), this.#slots);
    const shown = this.#runs.filter((run): run is ShownRun => run.value !== null && !run.hidden);
    const same =
      shown.length === this.#shown.length && shown.every((run, at) => run === this.#shown[at]);
    if (!same) {
      this.#shown = shown;
      this.#choices = null;
      this.#columns = new Map();
      this.#groups = null;
      this.#groupOfRun = null;
    }
  }
}
