import type { CellExecution, Consumption } from '@atelier-ml/api';
import type { Kernel } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { shortCost } from '@atelier-ml/ui';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { axe, toHaveNoViolations } from 'jest-axe';
import * as React from 'react';
import { buildFakeStudio } from '../../../shell/src/testing/index.ts';
import { CellCost, longCost } from './cell-cost.tsx';
import { CellCostsModel } from './cell-costs-model.ts';
import type { NotebookShape } from './notebook-shape.ts';

expect.extend(toHaveNoViolations);

const trans = nullTranslator.load('atelier');
const consumption: Consumption = {
  ...{ cpuHours: 0.01, busyCpuHours: 0.005, memoryGibHours: 0.01, diskGibHours: 0 },
  ...{ gpuHours: 0, measuredGpuHours: 0, measuredGpuKwh: 0 }
};
const buildExecution = (more: Partial<CellExecution> = {}): CellExecution => ({
  ...{ id: 'm1', kernelId: 'k1', cellId: 'c1', notebook: 'a.ipynb', executionCount: 3 },
  ...{ instance: null, user: 'ada', startedAt: 1_000, seconds: 12, consumption },
  ...{ energyKwh: 0.0013, carbonGrams: 0.6, isEstimate: true, cost: null },
  ...more
});

type Message = Partial<Record<'type' | 'parent' | 'id' | 'state' | 'cellId', string>> & {
  count?: number;
};

function build({ knows = true } = {}) {
  const told: object[] = [];
  const studio = buildFakeStudio({
    compute: {
      beginCell: async ({ body, params }) => {
        told.push({ ...params, ...body });
        if (!knows) {
          throw new Error('not known');
        }
        return {};
      },
      endCell: async ({ body, params }) => {
        told.push({ ...params, ...body });
        return buildExecution({ startedAt: 2_000, seconds: 2 });
      },
      lastOfCells: async () => ({ items: [buildExecution()] })
    }
  });
  const kernel = { id: 'k1' } as unknown as Kernel.IKernelConnection;
  const anyMessage = new Signal<Kernel.IKernelConnection, Kernel.IAnyMessageArgs>(kernel);
  Object.assign(kernel, { anyMessage });
  const session = {
    path: 'a.ipynb',
    session: { kernel },
    kernelChanged: new Signal<object, unknown>({})
  } as unknown as NotebookShape['sessionContext'];
  const model = new CellCostsModel({ ...studio, session, cells: () => ['c1'], interval: 0 });
  const message = (direction: 'send' | 'recv', of: Message) =>
    anyMessage.emit({
      direction,
      msg: {
        header: { msg_type: of.type, msg_id: of.id },
        parent_header: { msg_id: of.parent },
        metadata: { cellId: of.cellId },
        content: { execution_state: of.state, execution_count: of.count }
      }
    } as unknown as Kernel.IAnyMessageArgs);
  const execute = () => {
    message('send', { type: 'execute_request', id: 'm1', cellId: 'c1' });
    message('recv', { type: 'status', parent: 'm1', state: 'busy' });
    message('recv', { type: 'execute_input', parent: 'm1', count: 3 });
    message('recv', { type: 'status', parent: 'other', state: 'idle' });
    message('recv', { type: 'status', parent: 'm1', state: 'idle' });
  };
  return { execute, model, told };
}

describe('what the cells of a notebook cost', () => {
  it('is known of the last time, and told anew when one has been executed', async () => {
    const { execute, model, told } = build();
    await waitFor(() => expect(model.costOf('c1')?.seconds).toBe(12));
    execute();
    await waitFor(() => expect(model.costOf('c1')?.seconds).toBe(2));
    const place = { kernel: 'k1', execution: 'm1' };
    expect(told).toEqual([
      { ...place, cellId: 'c1', notebook: 'a.ipynb' },
      { ...place, executionCount: 3, seconds: expect.any(Number) }
    ]);
    model.dispose();
  });

  it('is not asked of a kernel that is not measured', async () => {
    const { execute, model, told } = build({ knows: false });
    await waitFor(() => expect(model.costOf('c1')).toBeTruthy());
    execute();
    await waitFor(() => expect(told).toHaveLength(1));
    await Promise.resolve();
    expect([told.length, model.costOf('c1')?.seconds]).toEqual([1, 12]);
    model.dispose();
  });

  it('is no money without a rate card', () => {
    expect(shortCost(buildExecution(), trans)).toBe('12 s · 1.3 Wh');
    expect(longCost(buildExecution(), trans)).toContain('no rate card is set');
    const gpus = { consumption: { ...consumption, gpuHours: 12 / 3_600 }, isEstimate: false };
    const cost = { amount: 0.25, currency: 'EUR' };
    expect(shortCost(buildExecution({ ...gpus, cost }), trans)).toBe(
      '12 s · 12 GPU s · 1.3 Wh · €0.25'
    );
  });

  it('stands below the cell, and tells more when it is pressed', async () => {
    const { container } = render(<CellCost execution={buildExecution()} />);
    const line = screen.getByRole('button', { name: '12 s · 1.3 Wh', expanded: false });
    fireEvent.click(line);
    expect(line.getAttribute('aria-expanded')).toBe('true');
    expect(container.querySelector('p')!.textContent).toContain('no rate card is set');
    expect(await axe(container)).toHaveNoViolations();
  });
});
