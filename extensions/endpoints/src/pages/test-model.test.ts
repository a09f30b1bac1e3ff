import { readClassNames } from './class-names.ts';
import { TestModel } from './test-model.ts';

const response = {
  outputs: [{ label: 'pos' }],
  model: { name: 'diabetes', version: 1 },
  milliseconds: 0.4
};

describe('a test of an endpoint', () => {
  it('keeps the answer and how long it took', async () => {
    const test = new TestModel(async () => response);
    const busy: boolean[] = [];
    test.changed.connect(({ busy: now }) => busy.push(now));
    await test.send([{ glucose: 148 }]);
    expect(test.response).toBe(response);
    expect(test.roundTrip).toBeGreaterThanOrEqual(0);
    expect(busy).toEqual([true, false]);
  });

  it('knows what the probabilities stand for, where the model’s file tells', async () => {
    const test = new TestModel(
      async () => response,
      async ({ name }) => readClassNames({ classes: JSON.stringify([`no ${name}`, name]) })
    );
    await test.send([{ glucose: 148 }]);
    expect(test.classes).toEqual(['no diabetes', 'diabetes']);
    expect(readClassNames({})).toEqual([]);
    expect(readClassNames({ classes: 'neg, pos' })).toEqual([]);
  });

  it('keeps the error of one that failed, and not the answer before', async () => {
    const answers = [Promise.resolve(response), Promise.reject(new Error('not a number'))];
    const test = new TestModel(() => answers.shift()!);
    await test.send([{}]);
    await test.send([{}]);
    expect(test.response).toBeNull();
    expect(test.error).toEqual(new Error('not a number'));
  });
});
