import { ResourceModel } from '@atelier-ml/shell';
import { buildFakeStudio } from '../../../shell/src/testing/index.ts';
import { buildModel, buildModelVersion } from '../testing/build-model.ts';
import { VersionsModel } from './versions-model.ts';

const versions = [2, 1].map(version => buildModelVersion({ version }));

async function openModel() {
  const { events } = buildFakeStudio();
  const model = new ResourceModel({
    fetch: async () => buildModel({ latest: versions[0], versionCount: 2 }),
    kinds: ['model'],
    events
  });
  const shown = new VersionsModel(model, async () => ({ items: versions }));
  await new Promise<void>(loaded => {
    const wait = () => shown.items.length > 0 && (shown.changed.disconnect(wait), loaded());
    shown.changed.connect(wait);
  });
  return { model, shown };
}

describe('the version that a page shows', () => {
  it('is the newest at first', async () => {
    const { shown } = await openModel();
    expect(shown.shown?.version).toBe(2);
  });

  it('stays the chosen one when a newer version comes', async () => {
    const { model, shown } = await openModel();
    shown.choose(1);
    model.set(buildModel({ latest: buildModelVersion({ version: 3 }), versionCount: 3 }));
    expect(shown.shown?.version).toBe(1);
  });

  it('follows the newest again once that was chosen', async () => {
    const { model, shown } = await openModel();
    shown.choose(1);
    shown.choose(2);
    model.set(buildModel({ latest: buildModelVersion({ version: 3 }), versionCount: 3 }));
    expect(shown.shown?.version).toBe(3);
  });
});
