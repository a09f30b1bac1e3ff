import type { Artifact, RunDetail } from '@atelier-ml/api';
import { pathOf, routes } from '@atelier-ml/api';
import { CopyButton, formatBytes, IconButton, icons, RelativeTime, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ExperimentsServices } from '../services.ts';
import { artifactUri } from './artifact-code.ts';
import { openArtifact } from './artifact-content.ts';
import { nameOf } from './artifact-kind.ts';
import { alongSteps } from './artifact-tree.ts';
import { Content } from './previews/content.tsx';
import { datasetFormatOf, registerDataset } from './register-dataset.ts';
import { StepSlider } from './step-slider.tsx';

export interface ArtifactPreviewProps {
  artifact: Artifact;
  run: RunDetail;
  services: ExperimentsServices;
  /** Another artifact is to be looked at. */
  onShow(path: string): void;
}

const REGISTER_MODEL = 'models:register';

/** An artifact: what it is, what can be done with it, and what is in it. */
export function ArtifactPreview(props: ArtifactPreviewProps) {
  const { artifact, run, services } = props;
  const trans = useTrans();
  const { path, sha256 } = artifact;
  const series = React.useMemo(
    () => alongSteps(artifact, run.artifacts),
    [artifact, run.artifacts]
  );
  const file = React.useMemo(
    () => openArtifact(services.client, { id: run.id, workspaceId: run.workspaceId }, artifact),
    // An artifact is another object after each reload of its run.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [services.client, run.id, run.workspaceId, path, sha256]
  );
  return (
    <section className="atl-Artifacts-preview" aria-label={path}>
      <header className="atl-Artifacts-header">
        <h3 title={path}>{nameOf(path)}</h3>
        <Actions artifact={artifact} run={run} services={services} />
      </header>
      <ul className="atl-Facts">
        <li>{formatBytes(artifact.size)}</li>
        {artifact.mediaType && <li>{artifact.mediaType}</li>}
        <li>
          {trans.__('logged')} <RelativeTime time={artifact.createdAt} />
        </li>
        {artifact.step !== null && <li>{trans.__('step %1', artifact.step)}</li>}
      </ul>
      {series.length > 0 && (
        <StepSlider
          steps={series.map(({ step }) => step!)}
          index={series.findIndex(one => one.path === path)}
          onGo={index => props.onShow(series[index].path)}
        />
      )}
      <Content key={sha256} file={file} run={run} services={services} />
    </section>
  );
}

function Actions({ artifact, run, services }: Omit<ArtifactPreviewProps, 'onShow'>) {
  const { client, commands } = services;
  const trans = useTrans();
  const { path } = artifact;
  const args = { runId: run.id, path, workspace: run.workspaceId };
  const params = { workspace: run.workspaceId, run: run.id, path };
  const format = datasetFormatOf(path);
  return (
    <div className="atl-Artifacts-actions">
      <IconButton
        icon={icons.download}
        label={trans.__('Download %1', path)}
        onClick={() => client.download(pathOf(routes.runs.artifact, { params }), nameOf(path))}
      />
      <CopyButton text={artifactUri(run, path)} label={trans.__('Copy the address')} />
      {commands.hasCommand(REGISTER_MODEL) && (
        <IconButton
          icon={icons.models}
          label={trans.__('Register %1 as a model', path)}
          onClick={() => void commands.execute(REGISTER_MODEL, args)}
        />
      )}
      {format && (
        <IconButton
          icon={icons.datasets}
          label={trans.__('Register %1 as a dataset', path)}
          onClick={() => void registerDataset(services, run, artifact, format)}
        />
      )}
    </div>
  );
}
