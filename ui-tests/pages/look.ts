import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { expectAccessible } from './accessibility';

const FOLDER = 'screenshots';

export type Theme = 'light' | 'dark';

/** A picture for people to look at; nothing is compared with it. */
export async function picture(page: IJupyterLabPageFixture, name: string): Promise<void> {
  await page.mouse.move(0, 0); // nothing is hovered
  await page.screenshot({ path: `${FOLDER}/${name}.png` });
}

/** Does something in the light theme, then again in the dark one, and goes back to the light one. */
export async function inBothThemes(
  page: IJupyterLabPageFixture,
  act: (theme: Theme) => Promise<void>
): Promise<void> {
  await act('light');
  await page.theme.setDarkTheme();
  await act('dark');
  await page.theme.setLightTheme();
}

/** Pictures in light and in dark. What `selector` names must be accessible in both. */
export async function look(
  page: IJupyterLabPageFixture,
  name: string,
  selector?: string
): Promise<void> {
  await inBothThemes(page, async theme => {
    await picture(page, `${name}-${theme}`);
    if (selector) {
      await expectAccessible(page, selector);
    }
  });
}
