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

  /** Unfolds a section that is folded: in a low window there is no room for all. */
  async unfold(title: string): Promise<void> {
    const head = this.root.locator('.lm-AccordionPanel-title', { hasText: title });
    if (!(await head.evaluate(node => node.classList.contains('lm-mod-expanded')))) {
      await head.locator('.lm-AccordionPanel-titleLabel').click();
    }
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
