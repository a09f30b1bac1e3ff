import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { DisposableDelegate } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';
import type { IPanels, IServerMonitor, PanelSpec, SectionSpec } from '../tokens.ts';
import { StudioPanel } from './studio-panel.ts';

export interface PanelsOptions {
  commands: CommandRegistry;
  monitor: IServerMonitor;
  trans: TranslationBundle;
  /** Puts a new panel into the window. */
  show(panel: StudioPanel, rank: number): void;
  activate(panel: StudioPanel): void;
}

/** The registry of side panels and their sections. */
export function createPanels(options: PanelsOptions): IPanels {
  const panels = new Map<string, StudioPanel>();
  const waiting = new Map<string, Set<SectionSpec>>();

  const add = (spec: PanelSpec): IDisposable => {
    if (panels.has(spec.id)) {
      throw new Error(`There is a panel "${spec.id}" already.`);
    }
    const panel = new StudioPanel({ ...options, spec });
    panels.set(spec.id, panel);
    waiting.get(spec.id)?.forEach(section => panel.addSection(section));
    waiting.delete(spec.id);
    options.show(panel, spec.rank);
    return new DisposableDelegate(() => {
      panels.delete(spec.id);
      panel.dispose();
    });
  };

  const addSection = (panelId: string, section: SectionSpec): IDisposable => {
    const panel = panels.get(panelId);
    if (panel) {
      panel.addSection(section);
    } else {
      waiting.set(panelId, (waiting.get(panelId) ?? new Set()).add(section));
    }
    return new DisposableDelegate(() => {
      waiting.get(panelId)?.delete(section);
      panels.get(panelId)?.removeSection(section.id);
    });
  };

  const open = (panelId: string, section?: string) => {
    const panel = panels.get(panelId);
    if (panel) {
      options.activate(panel);
      panel.unfold(section);
    }
  };
  return { add, addSection, open };
}
