import { nullTranslator } from '@jupyterlab/translation';
import { JobSpec } from '@atelier-ml/api';
import { JOB_DEFAULTS, jobBody, jobFields } from './job-form.ts';
import { notebookOf } from './open-notebook.ts';

const trans = nullTranslator.load('atelier');
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
    const names = jobFields(trans, { clusters: [], isNotebook: true }).map(({ name }) => name);
    expect(names).not.toContain('command');
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
