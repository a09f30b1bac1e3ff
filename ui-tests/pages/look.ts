import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { expectAccessible } from './accessibility';

const FOLDER = 'screenshots';

/**
 * Pictures for people to look at, in light and in dark; nothing is compared with them. What
 * `selector` names must be accessible in both.
 */
export async function look(
  page: IJupyterLabPageFixture,
  name: string,
  selector?: string
): Promise<void> {
  await page.mouse.move(0, 0); // nothing is hovered
  const take = async (theme: 'light' | 'dark') => {
    await page.screenshot({ path: `${FOLDER}/${name}-${theme}.png` });
    if (selector) {
      await expectAccessible(page, selector);
    }
  };
  await take('light');
  await page.theme.setDarkTheme();
  await take('dark');
  await page.theme.setLightTheme();
}
