import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { execute } from '../fixtures/studio';
import { assetPage } from './panel';

export type RunTab = 'Overview' | 'Charts' | 'Artifacts' | 'Logs' | 'System' | 'Code' | 'Lineage';

/** The page of a run. */
export class RunPage {
  readonly root: Locator;

  constructor(
    private readonly page: IJupyterLabPageFixture,
    name: string
  ) {
    this.root = assetPage(page, name);
  }

  async open(run: string, workspace: string): Promise<this> {
    await execute(this.page, 'experiments:open-run', { id: run, workspace });
    await this.root.waitFor();
    return this;
  }

  async show(tab: RunTab): Promise<void> {
    await this.root.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
  }

  /** The card of a metric's chart. */
  chart(metric: string): Locator {
    return this.root.getByRole('region', { name: metric, exact: true });
  }

  /** What takes the keyboard in a chart. */
  drawing(metric: string): Locator {
    return this.chart(metric).getByRole('application');
  }

  /** What the cursor says in a chart. */
  reading(metric: string): Locator {
    return this.chart(metric).getByRole('status');
  }

  line(text: string): Locator {
    return this.root.getByRole('log').getByText(text);
  }
}
