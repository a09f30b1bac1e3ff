import { nullTranslator } from '@jupyterlab/translation';
import { buildEndpoint } from './testing/build-endpoint.ts';
import { isTabular, rowFields, rowOf } from './test-row.ts';

describe('the test form of an endpoint', () => {
  it('has a field an input, of its type', () => {
    const fields = rowFields(buildEndpoint(), nullTranslator.load('atelier'));
    expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['glucose', 'number'],
      ['pregnant', 'number'],
      ['ward', 'text']
    ]);
    expect(fields[1]).toMatchObject({ integer: true });
  });

  it('sends an empty field as a missing value', () => {
    expect(rowOf(buildEndpoint(), { glucose: null, pregnant: 0, ward: '' })).toEqual({
      glucose: null,
      pregnant: 0,
      ward: null
    });
  });

  it('gives way to JSON where an input takes more than one value a row', () => {
    const image = { name: 'image', datatype: 'FP32' as const, shape: [-1, 28, 28] };
    expect(isTabular(buildEndpoint())).toBe(true);
    expect(isTabular(buildEndpoint({ signature: { inputs: [image], outputs: [] } }))).toBe(false);
  });
});
