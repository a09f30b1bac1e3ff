import { existsSync } from 'node:fs';
import { begin, expect, test } from '../fixtures/studio';
import { expectAccessible } from '../pages/accessibility';
import { look, picture } from '../pages/look';
import { assetPage } from '../pages/panel';
import { SPARK_PYTHON, startSpark } from '../pages/spark';

test('a Spark cluster is attached, and has a kernel and a cluster for jobs', async ({ page }) => {
  test.skip(!existsSync(SPARK_PYTHON) && !process.env.CI, 'there is no PySpark below .studio');
  test.slow();
  const spark = await startSpark(SPARK_PYTHON);
  try {
    const dialog = page.getByRole('dialog');
    await begin(page, 'jobs:attach-compute');
    await dialog.getByLabel('Name').first().fill('sparks');
    await dialog.getByLabel('It is').selectOption('spark');
    await dialog.getByLabel('Address').fill('spark://127.0.0.1:1');
    await dialog.getByLabel('Python with PySpark').fill('/usr/bin/python3');
    await dialog.getByLabel('Web page of the master').fill(spark.webUi);
    await picture(page, 'spark-form');
    await expectAccessible(page, 'dialog');
    const accept = dialog.getByRole('button', { name: 'Test and attach' });
    await accept.click();
    await expect(dialog.getByText('No Spark master answers at spark://127.0.0.1:1.')).toBeVisible();
    await dialog.getByLabel('Address').fill(spark.address);
    await accept.click();
    await expect(dialog.getByText('“/usr/bin/python3” has no PySpark.')).toBeVisible();
    await picture(page, 'spark-refused');
    await dialog.getByLabel('Python with PySpark').fill(SPARK_PYTHON);
    await dialog.getByLabel('Python of the workers').fill(SPARK_PYTHON);
    await accept.click();
    const attached = assetPage(page, 'sparks');
    await expect(attached.getByText('Takes work')).toBeVisible({ timeout: 90_000 });
    await expect(attached.getByText('the kernel “Spark (sparks)”')).toBeVisible();
    await look(page, 'spark-page', '.atl-Page[aria-label="sparks"]');

    await attached.getByRole('button', { name: 'New cluster' }).click();
    await dialog.getByLabel('Name').first().fill('far');
    await expect(dialog.getByLabel('Image')).toHaveCount(0);
    await dialog.getByLabel('Processors of a node').fill('1');
    await dialog.getByLabel('Memory of a node').fill('512');
    await picture(page, 'spark-cluster-form');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(assetPage(page, 'far').getByText('on sparks')).toBeVisible();

    await begin(page, 'launcher:create');
    await expect(page.getByTitle('Spark (sparks)').filter({ visible: true }).first()).toBeVisible();
    await picture(page, 'spark-launcher');
  } finally {
    await spark.stop();
  }
});
