import { Button, LoadingState, Modal, seriesColour, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { Stepper, StepSlider } from '../../artifacts/index.ts';
import type { ShownRun } from '../compared-run.ts';
import type { ComparisonModel } from '../comparison-model.ts';
import { mediaAt } from '../media.ts';
import type { MediaKey } from '../media.ts';
import { MediaContent } from './media-content.tsx';
import { nameOf } from './run-side-list.tsx';
import { useMedia } from './use-media.ts';

export interface MediaViewerProps {
  model: ComparisonModel;
  of: MediaKey;
  /** Those that have it. */
  runs: readonly ShownRun[];
  run: ShownRun;
  steps: readonly number[];
  /** Which of the steps is shown. */
  index: number;
  onGo: (index: number) => void;
  onRun: (run: string) => void;
  onOpen: (run: string) => void;
  onClose: () => void;
}

/** One of them, large: left and right go along the steps, up and down from run to run. */
export function MediaViewer(props: MediaViewerProps) {
  const { model, of, runs, run, steps, index } = props;
  const trans = useTrans();
  const artifact = mediaAt(of.runs.get(run.id), steps[index] ?? 0);
  const { media, failed } = useMedia(model.media, run.id, artifact, true);
  const place = runs.indexOf(run);
  const goTo = (to: number) => runs[to] && props.onRun(runs[to].id);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const act = {
      ArrowLeft: () => index > 0 && props.onGo(index - 1),
      ArrowRight: () => index < steps.length - 1 && props.onGo(index + 1),
      ArrowUp: () => goTo(place - 1),
      ArrowDown: () => goTo(place + 1)
    }[event.key];
    if (act && !isControl(event.target)) {
      event.preventDefault();
      act();
    }
  };
  const label = trans.__('%1 of %2', of.name, nameOf(run));
  return (
    <Modal wide title={of.name} onCancel={props.onClose}>
      <div className="atl-Dialog-body atl-Media-viewer" onKeyDown={onKeyDown}>
        <div
          className="atl-Media-large"
          tabIndex={0}
          role="group"
          aria-label={label}
          data-autofocus
        >
          {!artifact ? (
            <p className="atl-Experiments-note">
              {trans.__('Nothing was logged until this step.')}
            </p>
          ) : failed ? (
            <p className="atl-Experiments-note">{trans.__('It cannot be fetched.')}</p>
          ) : media ? (
            <MediaContent large kind={of.kind} media={media} label={label} />
          ) : (
            <LoadingState rows={3} />
          )}
        </div>
        <div className="atl-Media-facts">
          <Stepper
            index={place}
            count={runs.length}
            before={trans.__('The run before')}
            after={trans.__('The next run')}
            onGo={goTo}
          >
            <i style={{ background: seriesColour(model.colourOf(run)) }} aria-hidden="true" />
            <b>{nameOf(run)}</b>
            <small>{trans.__('run %1 of %2', place + 1, runs.length)}</small>
          </Stepper>
          <Button onClick={() => props.onOpen(run.id)}>{trans.__('Open the run')}</Button>
        </div>
        {steps.length > 1 && <StepSlider steps={steps} index={index} onGo={props.onGo} />}
      </div>
    </Modal>
  );
}

/** Whether the arrow keys already mean something there. */
export const isControl = (target: EventTarget): boolean =>
  target instanceof Element && target.matches('input, select, audio, video');
