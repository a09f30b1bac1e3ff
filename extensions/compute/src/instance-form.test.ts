import { instanceBody, instanceValues, newInstanceBody } from './instance-form.ts';
import { buildInstance } from './testing/build-instance.ts';

describe('the form of an instance', () => {
  it('says no limit for an empty number', () => {
    expect(instanceBody({ name: 'small', cpus: 2, memoryMb: null })).toEqual({
      name: 'small',
      description: '',
      size: { cpus: 2, memoryMb: null, sharedMemoryMb: null, diskGb: null },
      warmKernels: null,
      environmentVariables: {}
    });
  });

  it('gives back an instance as it was when nothing is changed', () => {
    const instance = buildInstance({
      size: { cpus: 1, memoryMb: 512, sharedMemoryMb: null, diskGb: null },
      environmentVariables: { OMP_NUM_THREADS: '1' }
    });
    const { name, description, size, warmKernels, environmentVariables } = instance;
    expect(instanceBody(instanceValues(instance))).toEqual({
      name,
      description,
      size,
      warmKernels,
      environmentVariables
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
});
