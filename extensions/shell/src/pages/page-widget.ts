import { ErrorState, LoadingState, reactWidget } from '@atelier-ml/ui';
import { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { JSONObject } from '@lumino/coreutils';
import { Panel } from '@lumino/widgets';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import type { IPageHost, IServerMonitor, IWorkspaceScope, PageSpec } from '../tokens.ts';
import { StaleNotice } from '../views/stale-notice.tsx';
import { WorkspaceNotice } from '../views/workspace-notice.tsx';

/** All that is needed to open a page again after a reload. */
export interface PageAddress extends JSONObject {
  page: string;
  key: string;
  title: string;
  workspace: string;
  args: JSONObject;
}

export interface PageWidgetOptions {
  address: PageAddress;
  scope: IWorkspaceScope;
  monitor: IServerMonitor;
  trans: TranslationBundle;
}

/** The tab of a page. It can stand before the page's code, or even its area, is there. */
export class PageWidget extends MainAreaWidget<Panel> {
  readonly address: PageAddress;
  readonly #options: PageWidgetOptions;
  #body: Widget | null = null;
  #filling = false;

  constructor(options: PageWidgetOptions) {
    const content = new Panel();
    super({ content });
    this.#options = options;
    this.address = { ...options.address };
    content.addClass('atl-PageHost');
    this.id = pageWidgetId(this.address);
    this.title.label = this.address.title;
    this.title.closable = true;
    this.toolbar.hide();
    const { scope, monitor, trans } = options;
    content.addWidget(reactWidget(() => React.createElement(StaleNotice, { monitor }), { trans }));
    content.addWidget(
      reactWidget(
        () => React.createElement(WorkspaceNotice, { scope, workspace: this.address.workspace }),
        { trans }
      )
    );
    this.#show(reactWidget(() => React.createElement(LoadingState, { rows: 6 }), { trans }));
  }

  /** Imports the page's code and shows it; a failure is shown in its place. */
  async fill(spec: PageSpec): Promise<void> {
    this.title.icon = spec.icon;
    if (this.#filling) {
      return;
    }
    this.#filling = true;
    const { trans } = this.#options;
    try {
      const create = await spec.load();
      if (!this.isDisposed) {
        this.#show(create(this.#host()));
      }
    } catch (error) {
      const retry = () => {
        this.#filling = false;
        void this.fill(spec);
      };
      if (!this.isDisposed) {
        this.#show(
          reactWidget(() => React.createElement(ErrorState, { error, onRetry: retry }), { trans })
        );
      }
    }
  }

  #host(): IPageHost {
    const { args, workspace } = this.address;
    return {
      args,
      workspace,
      setTitle: label => {
        this.address.title = label;
        this.title.label = label;
      },
      close: () => this.close()
    };
  }

  #show(body: Widget): void {
    this.#body?.dispose();
    this.#body = body;
    body.addClass('atl-PageHost-body');
    this.content.addWidget(body);
  }
}

export const pageWidgetId = ({ page, key }: Pick<PageAddress, 'page' | 'key'>) =>
  `atelier-page-${page}-${key}`;
