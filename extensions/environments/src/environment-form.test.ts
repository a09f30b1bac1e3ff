import { nullTranslator } from '@jupyterlab/translation';
import { environmentFields, specOf, specValues } from './environment-form.ts';

const trans = nullTranslator.load('atelier');

describe('the form of an environment', () => {
  it('becomes a specification, and the same again when it is edited', async () => {
    const values = {
      kind: 'packages',
      base: '',
      pip: ' pandas \n\nnumpy==2.3.0',
      conda: 'numpy >=2,<3\n',
      channels: 'conda-forge',
      kernel: 'python'
    };
    const spec = await specOf(values);
    expect(spec).toMatchObject({
      base: 'atelier/base:latest',
      pip: ['pandas', 'numpy==2.3.0'],
      conda: ['numpy >=2,<3'],
      channels: ['conda-forge'],
      apt: [],
      kernels: ['python']
    });
    expect(await specOf(specValues(spec))).toEqual(spec);
  });

  it('asks for a Dockerfile only where that is what it is made of', () => {
    const field = environmentFields(trans, []).find(({ name }) => name === 'dockerfile');
    expect(field?.when?.({ kind: 'dockerfile' })).toBe(true);
    expect(field?.when?.({ kind: 'packages' })).toBe(false);
  });

  it('takes files as repo2docker reads them, or as the context of the Dockerfile among them', async () => {
    const file = (name: string, content: BlobPart) => new File([content], name);
    const files = [file('requirements.txt', 'pandas'), file('data/a.csv', 'a,b')];
    const spec = await specOf({ kind: 'files', files });
    expect(spec).toMatchObject({
      kind: 'files',
      files: { 'requirements.txt': 'pandas', 'data/a.csv': 'a,b' }
    });
    expect(await specOf(specValues(spec))).toEqual(spec);
    const own = await specOf({ kind: 'files', files: [...files, file('Dockerfile', 'FROM a')] });
    expect(own).toMatchObject({ kind: 'dockerfile', dockerfile: 'FROM a' });
    expect(await specOf(specValues(own))).toEqual(own);
    const picture = file('logo.png', new Uint8Array([0x89, 0x50, 0xff]));
    await expect(specOf({ kind: 'files', files: [picture] })).rejects.toThrow(/logo\.png: only/);
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
