import { nullTranslator } from '@jupyterlab/translation';
import { routes } from '@atelier-ml/api';
import type { AttachedCompute } from '@atelier-ml/api';
import { changedBody, attachedFields, attachedValues } from './attached-form.ts';

const trans = nullTranslator.load('atelier');

/** What the form shows of one that is there, and what it holds when something was typed. */
function editing(
  kind: AttachedCompute['kind'],
  address: string,
  credentials: AttachedCompute['credentials'] = 'none'
) {
  const fields = attachedFields(trans, { kind, credentials });
  const known = { kind, address, name: 'lab', description: '', hostKeys: [], spark: null };
  const given = attachedValues(known as unknown as AttachedCompute);
  // A form holds its fields, and nothing else.
  const values = Object.fromEntries(fields.map(({ name }) => [name, given[name] ?? '']));
  return {
    shown: fields.filter(field => field.when?.(values) ?? true).map(({ name }) => name),
    bodyWith: async (typed: object) =>
      routes.attached.update.body.parse(await changedBody({ ...values, kind, ...typed }))
  };
}

describe('the form of attached compute that is there', () => {
  it('asks for what its kind is reached by, and gives only what was typed', async () => {
    const basics = ['name', 'description', 'address'];
    const ray = editing('ray', 'http://head:8265');
    expect(ray.shown).toEqual([...basics, 'token']);
    expect((await ray.bodyWith({ token: ' another ' })).credentials).toEqual({ token: 'another' });
    expect((await ray.bodyWith({ token: '' })).credentials).toBeUndefined();
    const engine = editing('docker', 'tcp://host:2376');
    expect(engine.shown).toEqual([...basics, 'ca', 'cert', 'key']);
    const ca = Object.assign(new File([], 'ca.pem'), { text: async () => 'pem' });
    expect((await engine.bodyWith({ ca })).credentials).toEqual({ tls: { ca: 'pem' } });
    const tls = editing('docker', 'tcp://host:2376', 'tls');
    expect(tls.shown).toContain('forget');
    expect((await tls.bodyWith({ forget: true })).credentials).toEqual({
      ...{ tls: null, ssh: null, token: null }
    });
    expect((await tls.bodyWith({ forget: true, ca })).credentials).toEqual({
      ...{ tls: { ca: 'pem', cert: null, key: null }, ssh: null, token: null }
    });
    expect(editing('ray', 'https://head').shown).toEqual([
      ...basics,
      ...['token', 'ca', 'cert', 'key']
    ]);
  });
});
