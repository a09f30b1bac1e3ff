import type { ComputeInstance } from '@atelier-ml/api';
import { Button, IconButton, icons, StatusBadge, useModel, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { CommandIDs } from '../commands.ts';
import type { ComputeServices } from '../services.ts';
import { instanceState, shortSize, TONES } from './compute-words.ts';
import type { NotebookCompute } from './notebook-compute.ts';
import type { PlaceKernel } from './places-model.ts';

interface PickerPanelProps {
  model: NotebookCompute;
  services: ComputeServices;
  close: () => void;
}

/** All places with their kernels; the one in use is pressed. */
export function PickerPanel({ model, services, close }: PickerPanelProps) {
  useModel(model);
  const trans = useTrans();
  const { commands } = services;
  const choose = (name: string) => {
    close();
    void model.choose(name);
  };
  const trouble =
    model.state === 'gone'
      ? trans.__(
          '“%1” does not exist any more. Choose where the cells shall run.',
          model.place?.label
        )
      : model.problem;
  return (
    <div role="dialog" aria-label={trans.__('Compute of this notebook')}>
      {trouble && <p className="atl-Compute-trouble">{trouble}</p>}
      <PlaceSection title={trans.__('This machine')} detail={trans.__('no limits')}>
        <Kernels kernels={model.places.machineKernels} model={model} choose={choose} />
      </PlaceSection>
      {model.places.instances.map(instance => (
        <PlaceSection
          key={instance.id}
          title={instance.name}
          detail={shortSize(instance, trans) || trans.__('no limits')}
          state={<InstanceDot instance={instance} />}
          actions={<InstanceActions instance={instance} services={services} close={close} />}
        >
          <Kernels kernels={model.places.kernelsOf(instance)} model={model} choose={choose} />
        </PlaceSection>
      ))}
      <footer>
        <Button
          variant="quiet"
          icon={icons.add}
          onClick={() => {
            close();
            void commands.execute(CommandIDs.create);
          }}
        >
          {trans.__('New compute instance…')}
        </Button>
      </footer>
    </div>
  );
}

function PlaceSection(props: {
  title: string;
  detail: string;
  state?: React.ReactNode;
  actions?: React.ReactNode;
  children: React.ReactNode;
}) {
  const id = React.useId();
  return (
    <section aria-labelledby={id}>
      <header>
        <span className="atl-ComputePicker-place">
          <b id={id}>{props.title}</b>
          <small>{props.detail}</small>
          {props.state}
        </span>
        {props.actions}
      </header>
      {props.children}
    </section>
  );
}

function Kernels(props: {
  kernels: PlaceKernel[];
  model: NotebookCompute;
  choose: (name: string) => void;
}) {
  const current = props.model.place?.kernelName;
  return (
    <div className="atl-ComputePicker-kernels">
      {props.kernels.map(({ label, name }) => (
        <button
          key={name}
          type="button"
          className="atl-ComputePicker-kernel"
          aria-pressed={name === current}
          onClick={() => props.choose(name)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function InstanceDot({ instance }: { instance: ComputeInstance }) {
  const trans = useTrans();
  const state = instanceState(instance);
  const words = { running: trans.__('running'), stopped: trans.__('stopped') };
  return (
    <StatusBadge tone={TONES[state]} title={instance.problem ?? undefined}>
      {instance.problem === null ? words[instance.state] : trans.__('not running')}
    </StatusBadge>
  );
}

function InstanceActions(props: {
  instance: ComputeInstance;
  services: ComputeServices;
  close: () => void;
}) {
  const trans = useTrans();
  const { id, name, state, workspaceId: workspace } = props.instance;
  const run = (command: string, stays = false) => {
    if (!stays) {
      props.close();
    }
    void props.services.commands.execute(command, { id, name, workspace });
  };
  const action = (icon: keyof typeof icons, label: string, command: string, stays = false) => (
    <IconButton icon={icons[icon]} label={label} onClick={() => run(command, stays)} />
  );
  return (
    <span className="atl-ComputePicker-actions" role="group" aria-label={trans.__('%1', name)}>
      {state === 'running' ? (
        <>
          {action('refresh', trans.__('Restart %1', name), CommandIDs.restart)}
          {action('stop', trans.__('Stop %1', name), CommandIDs.stop)}
        </>
      ) : (
        action('play', trans.__('Start %1', name), CommandIDs.start, true)
      )}
      {action('cpu', trans.__('Resize %1', name), CommandIDs.resize)}
      {action('open', trans.__('Open the page of %1', name), CommandIDs.open)}
    </span>
  );
}
