import { icons, reactWidget, StatusButton, useModel, useTrans } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { openPopover } from '../popover.tsx';
import type { ComputeServices } from '../services.ts';
import type { KernelMeterModel } from './kernel-meter-model.ts';
import { MeterPanel } from './meter-panel.tsx';
import { shortUse, spokenUse } from './meter-words.ts';

/** The item of the status bar that tells what the kernel in front takes; opens little charts. */
export function createMeterStatus(model: KernelMeterModel, services: ComputeServices): Widget {
  return reactWidget(() => <MeterStatus model={model} services={services} />, {
    trans: services.trans
  });
}

export function MeterStatus(props: { model: KernelMeterModel; services: ComputeServices }) {
  const { model, services } = props;
  useModel(model);
  const trans = useTrans();
  const node = React.useRef<HTMLSpanElement>(null);
  const last = model.usage?.items.at(-1);
  if (!last) {
    return null;
  }
  const said = trans.__('This kernel takes: %1', spokenUse(last, trans));
  const open = () =>
    openPopover(node.current!.querySelector('button')!, {
      trans: services.trans,
      className: 'atl-KernelMeter',
      changed: model.changed,
      render: () => <MeterPanel model={model} />
    });
  return (
    <span ref={node} className="atl-KernelMeter-status">
      <StatusButton
        icon={icons.cpu}
        text={shortUse(last)}
        label={said}
        title={said}
        popup="dialog"
        onClick={open}
      />
    </span>
  );
}
