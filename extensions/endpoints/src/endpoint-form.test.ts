import type { Model } from '@atelier-ml/api';
import { modelReferences } from './endpoint-form.ts';

describe('the models to choose from', () => {
  it('are named by alias first, then by version, the newest first', () => {
    const model = { name: 'diabetes', latest: { version: 3 }, aliases: { production: 2 } };
    expect(modelReferences(model as unknown as Model)).toEqual([
      'diabetes@production',
      'diabetes:3',
      'diabetes:2',
      'diabetes:1'
    ]);
  });
});
