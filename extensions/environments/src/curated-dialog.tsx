import {
  Button,
  CodeBlock,
  Modal,
  showModal,
  StatusBadge,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { CuratedBuild } from './curated-build.ts';
import { StepList } from './pages/step-list.tsx';
import type { EnvironmentServices } from './services.ts';

/**
 * Builds a ready-made environment, unless it is there, and shows its log meanwhile.
 * @returns `name:version`, or null if it was not built
 */
export async function provideCurated(
  services: EnvironmentServices,
  name: string
): Promise<string | null> {
  const build = new CuratedBuild(services, name);
  const ended = build.run();
  const shown = showModal<string | null>(services.trans, end => (
    <CuratedDialog build={build} name={name} ended={ended} end={end} />
  ));
  return shown.finally(() => build.dispose());
}

function CuratedDialog({
  build,
  end,
  ended,
  name
}: {
  build: CuratedBuild;
  name: string;
  ended: Promise<void>;
  end(reference: string | null): void;
}) {
  const trans = useTrans();
  useModel(build);
  React.useEffect(() => {
    void ended.then(() => build.phase === 'ready' && end(build.reference));
  }, [build, end, ended]);
  const { phase, problem, steps, text } = build;
  const underWay = phase === 'base' || phase === 'building';
  const labels = {
    base: trans.__('Looking for the base image'),
    building: trans.__('Building'),
    ready: trans.__('Ready'),
    failed: trans.__('Failed'),
    cancelled: trans.__('Cancelled')
  };
  return (
    <Modal title={trans.__('Building the environment “%1”', name)} wide onCancel={() => end(null)}>
      <div className="atl-Dialog-body" aria-live="polite">
        <StatusBadge
          tone={underWay ? 'info' : phase === 'failed' ? 'error' : 'warning'}
          busy={underWay}
        >
          {labels[phase]}
        </StatusBadge>
        {problem && <p className="atl-Environments-error">{problem}</p>}
        <StepList steps={steps} />
        {text && (
          <CodeBlock
            label={trans.__('Log of the build')}
            code={text}
            wrap
            follow
            maximumHeight={280}
          />
        )}
      </div>
      <footer className="atl-Dialog-footer">
        {phase === 'building' && (
          <Button onClick={() => void build.cancel()}>{trans.__('Cancel build')}</Button>
        )}
        <Button data-autofocus onClick={() => end(null)}>
          {underWay ? trans.__('Leave it to itself') : trans.__('Close')}
        </Button>
      </footer>
    </Modal>
  );
}
