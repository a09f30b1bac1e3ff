import { reactWidget } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import { CommandToolbarButton, PanelWithToolbar, SidePanel } from '@jupyterlab/ui-components';
import { ArrayExt } from '@lumino/algorithm';
import type { CommandRegistry } from '@lumino/commands';
import { MessageLoop } from '@lumino/messaging';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { AccordionPanel } from '@lumino/widgets';
import * as React from 'react';
import type { IServerMonitor, PanelSpec, SectionSpec } from '../tokens.ts';
import { isDown, ServerNotice } from '../views/server-notice.tsx';

export interface StudioPanelOptions {
  spec: PanelSpec;
  commands: CommandRegistry;
  monitor: IServerMonitor;
  trans: TranslationBundle;
}

/** Pixels that an open section has at least, and those of its title, which stays when it is folded. */
const SHORTEST_SECTION = 170;
const SECTION_TITLE = 30;

interface Section {
  spec: SectionSpec;
  widget: PanelWithToolbar;
  filled: boolean;
}

/**
 * A side panel of sections that fold; it scrolls where those that are open do not fit. While the
 * server is down it says so in their place. The sections are filled when the panel is first seen,
 * so that a start of JupyterLab fetches nothing.
 */
export class StudioPanel extends SidePanel {
  readonly #options: StudioPanelOptions;
  readonly #sections: Section[] = [];
  readonly #sizes: ResizeObserver;
  #seen = false;
  #hasRoom = false;
  #asked?: string;

  constructor(options: StudioPanelOptions) {
    super();
    this.#options = options;
    const { spec, monitor, trans } = options;
    this.id = `atelier-${spec.id}`;
    this.addClass('atl-StudioPanel');
    this.title.icon = spec.icon;
    this.title.caption = spec.title;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', spec.title);
    this.content.node.removeAttribute('role');
    this.content.node.removeAttribute('aria-label');
    this.header.addWidget(
      reactWidget(() => React.createElement(ServerNotice, { monitor }), { trans })
    );
    monitor.changed.connect(this.#followServer, this);
    this.#followServer();
    this.#accordion.expansionToggled.connect((_, index) => this.#reveal(index));
    // The notice above takes room and gives it back without a message of the window.
    this.#sizes = new ResizeObserver(() =>
      MessageLoop.sendMessage(this.content, Widget.ResizeMessage.UnknownSize)
    );
    this.#sizes.observe(this.content.node);
  }

  override dispose(): void {
    this.#sizes.disconnect();
    super.dispose();
  }

  addSection(spec: SectionSpec): void {
    const widget = new PanelWithToolbar();
    widget.addClass('atl-StudioPanel-section');
    widget.node.style.minHeight = `${SHORTEST_SECTION}px`;
    widget.title.label = spec.title;
    widget.toolbar.addClass('atl-StudioPanel-toolbar');
    widget.toolbar.node.setAttribute('aria-label', spec.title);
    for (const { command, args } of spec.actions ?? []) {
      widget.toolbar.addItem(
        command,
        new CommandToolbarButton({ commands: this.#options.commands, id: command, args, label: '' })
      );
    }
    const section = { spec, widget, filled: false };
    const index = ArrayExt.upperBound(this.#sections, section, (a, b) => a.spec.rank - b.spec.rank);
    ArrayExt.insert(this.#sections, index, section);
    this.insertWidget(index, widget);
    this.#orderNodes(index);
    this.#fill();
  }

  removeSection(id: string): void {
    const section = ArrayExt.removeFirstWhere(this.#sections, ({ spec }) => spec.id === id).value;
    section?.widget.dispose();
  }

  /** Unfolds a section, and puts the focus into the panel. */
  unfold(id?: string): void {
    const index = id === undefined ? -1 : this.#sections.findIndex(({ spec }) => spec.id === id);
    if (index >= 0) {
      this.#asked = id;
      this.#accordion.expand(index);
    }
    const target = (index >= 0 ? this.#sections[index].widget : this).node;
    target.querySelector<HTMLElement>('input, button, [tabindex="0"]')?.focus();
  }

  protected override onBeforeShow(message: Message): void {
    super.onBeforeShow(message);
    this.#seen = true;
    this.#fill();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    if (!this.#hasRoom) {
      this.#hasRoom = true;
      requestAnimationFrame(() => this.#makeRoom());
    }
  }

  get #accordion(): AccordionPanel {
    return this.content as AccordionPanel;
  }

  /** Lumino appends whatever is added; Tab and screen readers go by the order of the nodes. */
  #orderNodes(index: number): void {
    const { titles, widgets, node } = this.#accordion;
    const next = titles[index + 1];
    if (next) {
      node.insertBefore(titles[index], next);
      node.insertBefore(widgets[index].node, next);
    }
  }

  /** Scrolls to a section that has just been opened. */
  #reveal(index: number): void {
    requestAnimationFrame(() => {
      const { titles, widgets } = this.#accordion;
      if (widgets[index]?.isVisible) {
        widgets[index].node.scrollIntoView({ block: 'nearest' });
        titles[index].scrollIntoView({ block: 'nearest' });
      }
    });
  }

  #fill(): void {
    for (const section of this.#sections) {
      if (this.#seen && !section.filled) {
        section.filled = true;
        section.widget.addWidget(section.spec.createContent());
        this.#count(section);
      }
    }
  }

  /** Shows the count in the heading, whose name screen readers tell with it. */
  #count({ spec, widget }: Section): void {
    const findHeading = (): HTMLElement | undefined =>
      this.#accordion.titles.find(({ id }) => id === widget.node.getAttribute('aria-labelledby'));
    if (!spec.createCount || !findHeading()) {
      return;
    }
    const count = spec.createCount();
    const badge = document.createElement('span');
    badge.className = 'atl-StudioPanel-count';
    let name: string | null;
    const show = (): void => {
      const heading = findHeading();
      // Lumino makes another heading when the title is changed.
      if (heading && !heading.contains(badge)) {
        name = heading.getAttribute('aria-label');
        heading.querySelector('.lm-AccordionPanel-titleLabel')?.after(badge);
      }
      badge.textContent = count.text;
      heading?.setAttribute('aria-label', [name, count.text].filter(Boolean).join(', '));
    };
    count.changed.connect(show);
    widget.title.changed.connect(show);
    widget.disposed.connect(() => count.dispose());
    show();
  }

  /** Folds the last sections where there is no room for all, unless the user has folded some before. */
  #makeRoom(): void {
    const accordion = this.#accordion;
    if (accordion.widgets.some(({ isHidden }) => isHidden)) {
      return;
    }
    const room = this.node.clientHeight - SECTION_TITLE * this.#sections.length;
    const open = Math.max(1, Math.floor(room / SHORTEST_SECTION));
    const isOpen = this.#sections.map(({ spec }, index) => index < open || spec.id === this.#asked);
    for (let index = this.#sections.length - 1; index >= open; index--) {
      if (!isOpen[index]) {
        accordion.collapse(index);
      }
    }
    // Else the neighbour of a folded section gets all that became free.
    accordion.setRelativeSizes(isOpen.map(Number));
  }

  #followServer(): void {
    this.content.setHidden(isDown(this.#options.monitor));
  }
}
