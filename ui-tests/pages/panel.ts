import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { execute } from '../fixtures/studio';

export type Area = 'datasets' | 'compute' | 'experiments' | 'models' | 'endpoints';
export const AREAS: readonly Area[] = ['datasets', 'compute', 'experiments', 'models', 'endpoints'];

/** A side panel of the studio. */
export class Panel {
  readonly root: Locator;

  constructor(
    private readonly page: IJupyterLabPageFixture,
    readonly area: Area
  ) {
    this.root = page.locator(`#atelier-${area}`);
  }

  async open(): Promise<this> {
    await execute(this.page, `${this.area}:open-panel`);
    await this.root.waitFor();
    return this;
  }

  /** Unfolds a section and folds the others: in a low window there is no room for all. */
  async unfoldOnly(title: string): Promise<void> {
    for (const head of await this.root.locator('.lm-AccordionPanel-title').all()) {
      const label = head.locator('.lm-AccordionPanel-titleLabel');
      const isWanted = (await label.textContent()) === title;
      const isOpen = await head.evaluate(node => node.classList.contains('lm-mod-expanded'));
      if (isOpen !== isWanted) {
        await label.click();
      }
    }
  }

  /** Unfolds all sections; the panel scrolls where there is no room. */
  async unfoldAll(): Promise<void> {
    for (const head of await this.root.locator('.lm-AccordionPanel-title').all()) {
      if ((await head.getAttribute('aria-expanded')) === 'false') {
        await head.locator('.lm-AccordionPanel-titleLabel').click();
      }
    }
  }

  /** Whether everything between the top and the bottom of the panel is used. */
  async isFull(): Promise<boolean> {
    return this.root.evaluate(panel => {
      const sections = [...panel.querySelectorAll('.lm-AccordionPanel > *')].filter(
        node => !node.classList.contains('lm-mod-hidden')
      );
      const bottom = Math.max(...sections.map(node => node.getBoundingClientRect().bottom));
      return Math.abs(panel.getBoundingClientRect().bottom - bottom) < 3;
    });
  }

  /** The title of a section with its count, e.g. "Jobs, 3 active". */
  heading(title: string): Locator {
    return this.root.getByRole('heading', { name: new RegExp(`^${title} Section`) });
  }

  /** The list of this name, e.g. "Datasets". */
  list(name: string): Locator {
    return this.root.getByRole('listbox', { name }).or(this.root.getByRole('grid', { name }));
  }

  item(name: string): Locator {
    return this.root.getByRole('option').or(this.root.getByRole('row')).filter({ hasText: name });
  }

  search(name: string): Locator {
    return this.root.getByRole('searchbox', { name });
  }

  async openItem(name: string): Promise<void> {
    await this.item(name).first().click();
  }
}

/** The page of an asset in the main area. */
export function assetPage(page: IJupyterLabPageFixture, name: string): Locator {
  return page.getByRole('article', { name });
}
