import {
  AssetRow,
  EmptyState,
  IconButton,
  icons,
  reactWidget,
  StatusBadge,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { KernelsModel } from './kernels-model.ts';
import type { RunningKernel } from './kernels-model.ts';
import type { ComputeServices } from './services.ts';

/** All kernels that run in this Jupyter, in the side panel. */
export function createKernelList(services: ComputeServices): Widget {
  const model = new KernelsModel(services.jupyter);
  return reactWidget(() => <KernelList model={model} services={services} />, {
    trans: services.trans,
    dispose: () => model.dispose()
  });
}

export function KernelList({
  model,
  services
}: {
  model: KernelsModel;
  services: ComputeServices;
}) {
  useModel(model);
  const trans = useTrans();
  const { kernels } = model;
  if (kernels.length === 0) {
    return (
      <EmptyState
        icon={icons.compute}
        text={trans.__('No kernel is running. Open a notebook to start one.')}
      />
    );
  }
  return (
    <ul className="atl-Compute-kernels" aria-label={trans.__('Running kernels')}>
      {kernels.map(kernel => (
        <KernelRow key={kernel.sessionId} kernel={kernel} model={model} services={services} />
      ))}
    </ul>
  );
}

interface KernelRowProps {
  kernel: RunningKernel;
  model: KernelsModel;
  services: ComputeServices;
}

function KernelRow({ kernel, model, services }: KernelRowProps) {
  const trans = useTrans();
  const { commands, notifier } = services;
  const name = kernel.path.split('/').pop() ?? kernel.path;
  return (
    <li>
      <AssetRow
        icon={icons.code}
        title={name}
        subtitle={kernel.displayName}
        badge={
          <StatusBadge tone={kernel.busy ? 'info' : 'neutral'} busy={kernel.busy}>
            {kernel.busy ? trans.__('Busy') : trans.__('Idle')}
          </StatusBadge>
        }
      />
      <span className="atl-Compute-kernelActions">
        {kernel.type === 'notebook' && (
          <IconButton
            icon={icons.open}
            label={trans.__('Open %1', name)}
            onClick={() => void commands.execute('docmanager:open', { path: kernel.path })}
          />
        )}
        <IconButton
          icon={icons.stop}
          label={trans.__('Shut down the kernel of %1', name)}
          onClick={() => void notifier.attempt(() => model.shutdown(kernel.sessionId))}
        />
      </span>
    </li>
  );
}
