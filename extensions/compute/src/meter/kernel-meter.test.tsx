import type { KernelSample, KernelUsage } from '@atelier-ml/api';
import { Signal } from '@lumino/signaling';
import { render, screen, waitFor } from '@testing-library/react';
import { axe, toHaveNoViolations } from 'jest-axe';
import * as React from 'react';
import { buildFakeStudio } from '../../../shell/src/testing/index.ts';
import { KernelMeterModel } from './kernel-meter-model.ts';
import { MeterPanel } from './meter-panel.tsx';
import { shortUse } from './meter-words.ts';

expect.extend(toHaveNoViolations);

const MIB = 1024 ** 2;

function buildSample(more: Partial<KernelSample> = {}): KernelSample {
  return {
    ...{ number: 1, at: 1_000, cpuPercent: 50, memory: 256 * MIB, processes: 3 },
    ...{ read: 0, written: 2 * MIB, gpus: [] },
    ...more
  };
}

const gpu: KernelSample['gpus'][number] = {
  ...{ uuid: 'GPU-1', index: 1, memoryUsed: 512 * MIB, memoryTotal: 80 * 1024 * MIB },
  ...{ utilizationPercent: 38, powerWatts: 70.1, told: 'shared' }
};

async function build(kernelId: string | undefined = 'k1') {
  const state = { pid: 7, samples: [buildSample()] as KernelSample[], after: [] as number[] };
  const studio = buildFakeStudio({
    compute: {
      kernelUsage: async ({ params, query }): Promise<KernelUsage> => {
        if (params.kernel !== 'k1') {
          throw Object.assign(new Error('none'), { code: 'not-found' });
        }
        const after = Number(query.after ?? 0);
        state.after.push(after);
        return {
          ...{ kernelId: 'k1', pid: state.pid, instance: null, cpus: 2, memoryLimit: 1024 * MIB },
          disk: { used: 3, total: 4 },
          items: state.samples.filter(({ number }) => number > after)
        };
      }
    }
  });
  const source = {
    changed: new Signal<object, void>({}),
    compute: kernelId === undefined ? undefined : { kernelId: kernelId as string | undefined }
  };
  const model = new KernelMeterModel({ ...studio, source, interval: 0 });
  const bring = (sample: KernelSample) => {
    state.samples = [...state.samples, sample];
    studio.emit({ kind: 'kernel', action: 'progressed', name: 'k1' });
  };
  return { bring, model, source, state, studio };
}

describe('what the kernel in front takes', () => {
  it('grows by what each event of it brings', async () => {
    const { bring, model, state } = await build();
    await waitFor(() => expect(model.usage?.items).toHaveLength(1));
    bring(buildSample({ number: 2, at: 6_000, cpuPercent: 80 }));
    await waitFor(() => expect(model.usage?.items).toHaveLength(2));
    bring(buildSample({ number: 3, at: 500 })); // somebody has set the clock back
    await waitFor(() => expect(model.usage?.items).toHaveLength(3));
    expect(state.after).toEqual([0, 1, 2]);
    model.dispose();
  });

  it('goes when something else is in front, and begins anew with a kernel that was restarted', async () => {
    const { bring, model, source, state } = await build();
    await waitFor(() => expect(model.usage).toBeTruthy());
    source.compute = { kernelId: undefined };
    source.changed.emit();
    expect(model.usage).toBeUndefined();
    source.compute = { kernelId: 'k1' };
    source.changed.emit();
    await waitFor(() => expect(model.usage?.items).toHaveLength(1));
    state.pid = 8;
    bring(buildSample({ number: 2, at: 9_000 }));
    await waitFor(() => expect(model.usage).toMatchObject({ pid: 8, items: [{ at: 9_000 }] }));
    model.dispose();
  });

  it('is nothing while the server does not know the kernel', async () => {
    const { model, source, state } = await build('k0');
    source.compute = { kernelId: 'k1' };
    source.changed.emit();
    await waitFor(() => expect(state.after).toHaveLength(1));
    expect(model.usage?.kernelId).toBe('k1');
    model.dispose();
  });

  it('is told in short', () => {
    expect(shortUse(buildSample())).toBe('50 % · 256 MiB');
    expect(shortUse(buildSample({ cpuPercent: null }))).toBe('256 MiB');
    expect(shortUse(buildSample({ gpus: [gpu] }))).toBe('50 % · 256 MiB · GPU 38 % · 512 MiB');
  });

  it('is drawn in little charts that say whose the figures are', async () => {
    const { bring, model } = await build();
    await waitFor(() => expect(model.usage).toBeTruthy());
    const { container } = render(<MeterPanel model={model} />);
    bring(buildSample({ number: 2, at: 6_000, gpus: [gpu] }));
    expect(await screen.findByRole('img', { name: 'GPU 1: 38 % · 70 W' })).toBeTruthy();
    expect(screen.getByText('work: of all who are on it')).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Processors: 50 % of 200 %' })).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Writes to disks: 2 MiB/s' })).toBeTruthy();
    expect(screen.getByRole('meter', { name: 'Disk' }).getAttribute('aria-valuenow')).toBe('75');
    expect(await axe(container)).toHaveNoViolations();
    model.dispose();
  });
});
