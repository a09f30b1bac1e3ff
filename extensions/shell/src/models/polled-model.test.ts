import { PolledModel } from './polled-model.ts';

const buildModel = (fetch: () => Promise<number>) =>
  new PolledModel({ name: 'test', fetch, interval: 1, longestInterval: 1 });

/** Answers once the model says of itself what is wanted. */
const until = (model: PolledModel<number>, wanted: () => boolean) =>
  new Promise<void>(resolve => {
    const slot = () => {
      if (wanted()) {
        model.changed.disconnect(slot);
        resolve();
      }
    };
    model.changed.connect(slot);
  });

describe('a polled value', () => {
  it('is asked for again and again', async () => {
    let asked = 0;
    const model = buildModel(async () => ++asked);
    await until(model, () => model.value === 3);
    expect(model.error).toBeNull();
    model.dispose();
  });

  it('stays when a later question fails, and the error goes with the next answer', async () => {
    let broken = false;
    const model = buildModel(() =>
      broken ? Promise.reject(new Error('down')) : Promise.resolve(7)
    );
    await until(model, () => model.value === 7);
    broken = true;
    await until(model, () => model.error !== null);
    expect(model.value).toBe(7);
    expect(model.error).toEqual(new Error('down'));
    broken = false;
    await until(model, () => model.error === null);
    expect(model.value).toBe(7);
    model.dispose();
  });
});
