import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

const FOLDER = 'screenshots';

/** Pictures for people to look at, in light and in dark; nothing is compared with them. */
export async function look(page: IJupyterLabPageFixture, name: string): Promise<void> {
  await page.screenshot({ path: `${FOLDER}/${name}-light.png` });
  await page.theme.setDarkTheme();
  await page.screenshot({ path: `${FOLDER}/${name}-dark.png` });
  await page.theme.setLightTheme();
}
