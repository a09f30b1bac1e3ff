import { nullTranslator } from '@jupyterlab/translation';
import { environmentFields, specOf, specValues } from './environment-form.ts';

const trans = nullTranslator.load('atelier');

describe('the form of an environment', () => {
  it('becomes a specification, and the same again when it is edited', () => {
    const values = {
      kind: 'packages',
      base: '',
      pip: ' pandas \n\nnumpy==2.3.0',
      kernel: 'python'
    };
    const spec = specOf(values);
    expect(spec).toMatchObject({
      base: 'atelier/base:latest',
      pip: ['pandas', 'numpy==2.3.0'],
      apt: [],
      kernels: ['python']
    });
    expect(specOf(specValues(spec))).toEqual(spec);
  });

  it('asks for a Dockerfile only where that is what it is made of', () => {
    const field = environmentFields(trans, []).find(({ name }) => name === 'dockerfile');
    expect(field?.when?.({ kind: 'dockerfile' })).toBe(true);
    expect(field?.when?.({ kind: 'packages' })).toBe(false);
  });

  it('offers what is ready-made', () => {
    const fields = environmentFields(trans, [{ name: 'r', description: 'R' }]);
    expect(fields).toContainEqual(
      expect.objectContaining({
        options: expect.arrayContaining([{ value: 'curated:r', label: 'Ready-made: R' }])
      })
    );
  });
});
