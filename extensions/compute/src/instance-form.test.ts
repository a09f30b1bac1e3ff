import type { Environment, Gpu } from '@atelier-ml/api';
import { nullTranslator } from '@jupyterlab/translation';
import {
  firstEnvironment,
  instanceBody,
  instanceFields,
  instanceValues,
  newInstanceBody
} from './instance-form.ts';
import { buildGpu, buildHost, buildInstance } from './testing/build-instance.ts';

describe('the form of an instance', () => {
  it('says no limit for an empty number', () => {
    expect(instanceBody({ name: 'small', cpus: 2, memoryMb: null })).toEqual({
      name: 'small',
      description: '',
      size: {
        ...{ cpus: 2, memoryMb: null, sharedMemoryMb: null, diskGb: null },
        ...{ gpus: 0, gpuSharing: 'exclusive' }
      },
      warmKernels: null,
      environmentVariables: {},
      setupScript: '',
      idleShutdownMinutes: null,
      schedules: [],
      tags: {}
    });
  });

  it('gives back an instance as it was when nothing is changed', () => {
    const instance = buildInstance({
      size: {
        ...{ cpus: 1, memoryMb: 512, sharedMemoryMb: null, diskGb: null },
        ...{ gpus: 2, gpuSharing: 'shared' }
      },
      environmentVariables: { OMP_NUM_THREADS: '1' },
      setupScript: 'pip install polars',
      idleShutdownMinutes: 30,
      tags: { team: 'vision' },
      schedules: [{ action: 'stop', cron: '0 19 * * 1-5', timeZone: 'Europe/Berlin', next: [1] }]
    });
    const { name, description, size, warmKernels, environmentVariables } = instance;
    const { idleShutdownMinutes, setupScript, tags } = instance;
    expect(instanceBody(instanceValues(instance))).toEqual({
      ...{ name, description, size, warmKernels, environmentVariables },
      ...{ idleShutdownMinutes, setupScript, tags },
      schedules: [{ action: 'stop', cron: '0 19 * * 1-5', timeZone: 'Europe/Berlin' }]
    });
  });

  it('says which GPUs are free, and takes no more than there are', () => {
    const fieldOf = (gpus?: Gpu[]) =>
      instanceFields(nullTranslator.load('atelier'), {
        host: gpus && buildHost({ gpus })
      }).find(({ name }) => name === 'gpus')!;
    const taken = buildGpu({ sharing: 'exclusive', holders: ['somebody'] });
    const some = fieldOf([buildGpu(), taken, buildGpu({ sharing: 'shared', holders: ['others'] })]);
    expect(some).toMatchObject({ maximum: 3 });
    expect(some.help).toMatch(/^The machine has 3; free: 1. Shared by others: 1. It gets them/);
    expect(fieldOf([]).help).toBe('The machine has none.');
    expect(fieldOf().help).toMatch(/^It gets them/);
  });

  it('says what the machine has, which a container on it cannot exceed', () => {
    const fields = instanceFields(nullTranslator.load('atelier'), {
      ...{ engines: [], host: buildHost({ cpus: 2, memoryTotal: 4 * 1024 ** 3 }) }
    });
    const [cpus, memory] = ['cpus', 'memoryMb'].map(name =>
      fields.find(field => field.name === name)!
    );
    expect(cpus!.help).toMatch(/^The machine has 2\./);
    expect(cpus!.validate!(3, { driver: 'docker' })).toBe('There are no more than 2.');
    expect(cpus!.validate!(3, { driver: 'attached:lab' })).toBeUndefined();
    expect(memory!.validate!(4_097, { driver: 'docker' })).toBe('There are no more than 4096.');
    expect(memory!.validate!(4_096, { driver: 'docker' })).toBeUndefined();
  });

  it('begins with an environment that is ready, else with one that is ready-made', () => {
    const ready = { name: 'sklearn', latest: { version: 2 } } as Environment;
    const offered = [{ name: 'torch', description: 'PyTorch' }];
    expect(firstEnvironment([ready], offered)).toBe('sklearn:2');
    expect(firstEnvironment([], offered)).toBe('curated:torch');
    expect(firstEnvironment([])).toBe('');
  });

  it('takes a schedule a line, and says which it does not understand', () => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const schedules = '\n start 0 8 * * 1-5\nstop  0 19 * * *  UTC \n';
    expect(instanceBody({ name: 'small', schedules }).schedules).toEqual([
      { action: 'start', cron: '0 8 * * 1-5', timeZone },
      { action: 'stop', cron: '0 19 * * *', timeZone: 'UTC' }
    ]);
    const field = instanceFields(nullTranslator.load('atelier')).find(
      ({ name }) => name === 'schedules'
    )!;
    expect(field.validate!(schedules, {})).toBeUndefined();
    expect(field.validate!('stop 0 19 * *', {})).toMatch(/five fields/);
    expect(field.validate!('stop 0 19 * * * Europe/Berln', {})).toMatch(/“Europe\/Berln” is no/);
    expect(field.validate!('pause 0 19 * * *', {})).toMatch(/five fields/);
  });

  it('leaves out for processes what only a container has', () => {
    const typed = { name: 'box', driver: 'docker', image: 'x', setupScript: 'true', diskGb: 5 };
    expect(newInstanceBody(typed)).toMatchObject({ setupScript: 'true', size: { diskGb: 5 } });
    expect(newInstanceBody({ ...typed, driver: 'process' })).toMatchObject({
      ...{ setupScript: '', size: { diskGb: null } }
    });
  });

  it('asks for an image only where there is a container', () => {
    const values = { name: 'box', driver: 'docker', image: 'python:3.12', network: 'outbound' };
    expect(newInstanceBody(values)).toMatchObject({
      driver: 'docker',
      image: 'python:3.12',
      network: 'outbound'
    });
    expect(newInstanceBody({ ...values, driver: 'process' })).not.toHaveProperty('image');
  });

  it('says on which attached engine a container is, and leaves out what there is not', () => {
    const values = { name: 'far', driver: 'attached:lab', image: 'x', gpus: 1, warmKernels: 1 };
    expect(newInstanceBody({ ...values, cpus: 2, memoryMb: 512 })).toMatchObject({
      ...{ driver: 'docker', attached: 'lab', image: 'x', warmKernels: null },
      size: { cpus: 2, memoryMb: 512, gpus: 0 }
    });
    const fields = instanceFields(nullTranslator.load('atelier'), {
      ...{ engines: [], attached: ['lab'] }
    });
    const shown = fields.filter(({ when }) => when?.(values) ?? true).map(({ name }) => name);
    expect(fields.find(({ name }) => name === 'driver')!.help).toContain('no files are shared');
    expect(shown).toContain('image');
    expect(shown).not.toContain('gpus');
    expect(shown).not.toContain('warmKernels');
  });
});
