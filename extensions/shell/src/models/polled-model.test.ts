import { PolledModel } from './polled-model.ts';

/** A model that asks by itself so seldom that only `refresh` does in a test. */
const buildModel = (fetch: () => Promise<number>) =>
  new PolledModel({ name: 'test', fetch, interval: 3_600_000, longestInterval: 3_600_000 });

const asked = (model: PolledModel<number>) =>
  new Promise<void>(resolve => {
    const slot = () => {
      model.changed.disconnect(slot);
      resolve();
    };
    model.changed.connect(slot);
  });

describe('a polled value', () => {
  it('is asked for at once, and is then there', async () => {
    const model = buildModel(async () => 7);
    await asked(model);
    expect(model.value).toBe(7);
    model.dispose();
  });

  it('stays when a later question fails, and the error goes with the next answer', async () => {
    let broken = false;
    const model = buildModel(() =>
      broken ? Promise.reject(new Error('down')) : Promise.resolve(7)
    );
    await asked(model);
    broken = true;
    const failed = asked(model);
    void model.refresh();
    await failed;
    expect(model.value).toBe(7);
    expect(model.error).toEqual(new Error('down'));
    broken = false;
    const answered = asked(model);
    void model.refresh();
    await answered;
    expect(model.error).toBeNull();
    model.dispose();
  });
});
