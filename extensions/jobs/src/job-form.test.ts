import { nullTranslator } from '@jupyterlab/translation';
import { JobSpec } from '@atelier-ml/api';
import { buildFakeStudio } from '../../shell/src/testing/index.ts';
import { JOB_DEFAULTS, jobBody, jobFields } from './job-form.ts';
import { jobChoices } from './job-choices.ts';
import { moreSettings, moreValues } from './job-more-form.ts';
import { notebookOf } from './open-notebook.ts';

const trans = nullTranslator.load('atelier');
const choices = { clusters: [], datasets: [], environments: [] };
const given = { ...JOB_DEFAULTS, cluster: 'local' };

describe('the form of a job', () => {
  it('becomes a job that the server takes', () => {
    const command = jobBody({ ...given, command: 'echo hi', params: { rate: '0.1' } });
    expect(JobSpec.parse(command)).toMatchObject({
      program: { type: 'command', command: 'echo hi' },
      params: { rate: '0.1' }
    });
    const values = { ...given, kind: 'script', path: 'deep/train.py', arguments: '--fast\n\n x ' };
    expect(JobSpec.parse(jobBody(values))).toMatchObject({
      program: { type: 'script', path: 'train.py', arguments: ['--fast', 'x'] },
      code: { folder: 'deep' }
    });
  });

  it('runs the notebook in front with what lies beside it', () => {
    expect(JobSpec.parse(jobBody(given, 'tour.ipynb'))).toMatchObject({
      program: { type: 'notebook', path: 'tour.ipynb' },
      code: { folder: '.' }
    });
    const names = jobFields(trans, { ...choices, isNotebook: true }).map(({ name }) => name);
    expect(names).not.toContain('command');
  });
});

describe('all that a job may have', () => {
  it('is in the form, with what rarely matters folded', () => {
    const values = {
      ...{ ...given, command: 'make', folder: 'deep', outputs: { model: '', table: ' scores ' } },
      ...{ environmentVariables: { A: 'b' }, secrets: { KEY: 'hush' }, tags: { team: 'vision' } },
      ...{ arrayCount: 3, retryDelaySeconds: 5, image: ' python:3.12 ' }
    };
    const spec = JobSpec.parse(jobBody(values));
    expect(spec).toMatchObject({
      code: { folder: 'deep' },
      outputs: { model: {}, table: { dataset: 'scores' } },
      environmentVariables: { A: 'b' },
      secrets: { KEY: 'hush' },
      array: { count: 3 },
      retryDelaySeconds: 5,
      image: 'python:3.12',
      tags: { team: 'vision' }
    });
    const { secrets, ...kept } = spec;
    expect(moreSettings({ ...moreValues(kept), secrets })).toEqual(moreSettings(values));
    expect(moreSettings({})).toMatchObject({ array: undefined, image: undefined, outputs: {} });
    const fields = jobFields(trans, { ...choices, isNotebook: false });
    expect(fields.find(({ name }) => name === 'secrets')).toMatchObject({ folded: true });
    expect(fields.find(({ name }) => name === 'inputs')).not.toHaveProperty('folded');
  });

  it('is offered where it may be named: datasets, and environments that are ready', async () => {
    const list = async (items: object[]) => ({ items }) as never;
    const version = (state: string) => ({ version: 2, state });
    const studio = buildFakeStudio({
      clusters: { list: () => list([]) },
      datasets: { list: () => list([{ name: 'diabetes', latest: { version: 3 } }]) },
      environments: {
        list: () =>
          list([
            { name: 'sklearn', latest: version('ready') },
            { name: 'broken', latest: version('failed') }
          ]),
        curated: () => list([{ name: 'torch', description: 'PyTorch' }])
      }
    });
    const services = { ...studio, trans, currentNotebook: () => null };
    expect(await jobChoices(services, 'default')).toMatchObject({
      datasets: [{ value: 'diabetes:3' }],
      environments: [{ value: 'sklearn:2' }]
    });
  });
});

describe('the notebook in front', () => {
  it('is known by its document', () => {
    const widget = (path: string) => ({ context: { path, save: async () => undefined } }) as never;
    expect(notebookOf(widget('a/b.ipynb'))?.path).toBe('a/b.ipynb');
    expect(notebookOf(widget('RTC:b.ipynb'))?.path).toBe('b.ipynb');
    expect(notebookOf(widget('a/b.txt'))).toBeNull();
    expect(notebookOf(null)).toBeNull();
  });
});
