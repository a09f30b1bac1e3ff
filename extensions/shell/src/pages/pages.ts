import type { WidgetTracker } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { JSONObject } from '@lumino/coreutils';
import { DisposableDelegate } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';
import type { IPages, IServerMonitor, IWorkspaceScope, PageSpec } from '../tokens.ts';
import { PageWidget, pageWidgetId } from './page-widget.ts';
import type { PageAddress } from './page-widget.ts';

export interface PagesOptions {
  scope: IWorkspaceScope;
  monitor: IServerMonitor;
  trans: TranslationBundle;
  tracker: WidgetTracker<PageWidget>;
  /** Puts the tab into the window if it is not there, and to the front. */
  show(widget: PageWidget, beside: boolean): void;
}

export interface Pages extends IPages {
  /** Opens what a tab stood for before the browser was reloaded; its page may be added later. */
  reopen(address: PageAddress): void;
}

/** The registry of pages, and their tabs. */
export function createPages({ scope, monitor, trans, tracker, show }: PagesOptions): Pages {
  const specs = new Map<string, PageSpec>();

  const present = (address: PageAddress, beside = false): void => {
    const id = pageWidgetId(address);
    let widget = tracker.find(one => one.id === id);
    if (!widget) {
      widget = new PageWidget({ address, scope, monitor, trans });
      const added = widget;
      // a title that came later is restored with the tab
      added.title.changed.connect(() => void tracker.save(added));
      void tracker.add(added);
    }
    const spec = specs.get(address.page);
    if (spec) {
      void widget.fill(spec);
    }
    show(widget, beside);
  };

  const specOf = (page: string): PageSpec => {
    const spec = specs.get(page);
    if (!spec) {
      throw new Error(`There is no page "${page}".`);
    }
    return spec;
  };

  return {
    add: <A extends JSONObject>(page: PageSpec<A>): IDisposable => {
      const spec = page as unknown as PageSpec;
      if (specs.has(spec.name)) {
        throw new Error(`There is a page "${spec.name}" already.`);
      }
      specs.set(spec.name, spec);
      tracker.forEach(widget => {
        if (widget.address.page === spec.name) {
          void widget.fill(spec);
        }
      });
      return new DisposableDelegate(() => specs.delete(spec.name));
    },
    open: (page, args = {}, { beside = false } = {}) => {
      const spec = specOf(page);
      const workspace = scope.reference;
      const address = { page, key: spec.key(args), title: spec.title(args), workspace, args };
      present(address, beside);
    },
    close: (page, args = {}) => {
      const id = pageWidgetId({ page, key: specOf(page).key(args) });
      tracker.find(widget => widget.id === id)?.close();
    },
    reopen: address => present(address)
  };
}
