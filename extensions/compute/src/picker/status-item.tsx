import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ISessionContext } from '@jupyterlab/apputils';
import { icons, reactWidget, StatusButton, useModel, useTrans } from '@atelier-ml/ui';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import type { ComputeServices } from '../services.ts';
import { placeName, shortSize, stateWord } from './compute-words.ts';
import { NotebookCompute } from './notebook-compute.ts';
import { openPicker } from './open-picker.tsx';
import type { PlacesModel } from './places-model.ts';

type Shell = Pick<JupyterFrontEnd.IShell, 'currentWidget' | 'currentChanged'>;

/** The session of whatever is in front: a notebook, a console, or something without any. */
export function sessionOf(widget: Widget | null): ISessionContext | undefined {
  const found = widget as {
    sessionContext?: ISessionContext;
    context?: { sessionContext?: ISessionContext };
  } | null;
  return found?.sessionContext ?? found?.context?.sessionContext;
}

/** Where the kernel of the notebook in front runs. */
export class CurrentCompute implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #shell: Shell;
  readonly #places: PlacesModel;
  #compute: NotebookCompute | undefined;
  #isDisposed = false;

  constructor(shell: Shell, places: PlacesModel) {
    this.#shell = shell;
    this.#places = places;
    shell.currentChanged?.connect(this.#follow, this);
    this.#follow();
  }

  /** Undefined: what is in front has no kernel. */
  get compute(): NotebookCompute | undefined {
    return this.#compute;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  dispose(): void {
    if (!this.#isDisposed) {
      this.#isDisposed = true;
      this.#compute?.dispose();
      Signal.disconnectReceiver(this);
      Signal.clearData(this);
    }
  }

  #follow(): void {
    this.#compute?.dispose();
    const session = sessionOf(this.#shell.currentWidget);
    this.#compute = session && new NotebookCompute(session, this.#places);
    this.#compute?.changed.connect(this.#emit, this);
    this.#emit();
  }

  #emit(): void {
    this.changed.emit();
  }
}

/** The item of the status bar. */
export function createComputeStatus(current: CurrentCompute, services: ComputeServices): Widget {
  const widget: Widget = reactWidget(
    () => <ComputeStatus current={current} services={services} node={() => widget.node} />,
    { trans: services.trans }
  );
  return widget;
}

function ComputeStatus(props: {
  current: CurrentCompute;
  services: ComputeServices;
  node: () => HTMLElement;
}) {
  const { current, services } = props;
  useModel(current);
  const trans = useTrans();
  const { compute } = current;
  if (!compute) {
    return null;
  }
  const name = placeName(compute, trans);
  const instance = compute.place?.instance;
  const text = [name, instance && shortSize(instance, trans)].filter(Boolean).join(' · ');
  const said = trans.__('Compute: %1, %2', text, stateWord(compute.state, trans));
  return (
    <StatusButton
      icon={icons.compute}
      text={text}
      label={said}
      title={said}
      popup="dialog"
      notable={compute.state === 'problem' || compute.state === 'gone'}
      onClick={() => openPicker(props.node().querySelector('button')!, compute, services)}
    />
  );
}
