import type { Artifact, RunDetail } from '@atelier-ml/api';
import { pathOf, routes } from '@atelier-ml/api';
import {
  Button,
  EmptyState,
  formatBytes,
  IconButton,
  icons,
  RelativeTime,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { previewKind } from '../runs/index.ts';
import type { ExperimentsServices } from '../services.ts';
import { ArtifactPreview } from './artifact-preview.tsx';
import type { RunPageModel } from './run-page-model.ts';

export interface RunArtifactsProps {
  run: RunDetail;
  model: RunPageModel;
  services: ExperimentsServices;
}

const REGISTER = 'models:register';
/** Rows that are drawn unasked. */
const SHOWN = 200;

/** The files that a run has kept: look at, download, register as a model. */
export function RunArtifacts({ run, model, services }: RunArtifactsProps) {
  const trans = useTrans();
  const [all, setAll] = React.useState(false);
  if (run.artifacts.length === 0) {
    return (
      <EmptyState
        icon={icons.artifact}
        text={trans.__('This run has kept no file. Log one with %1.', 'run.logArtifact(…)')}
      />
    );
  }
  const shown = all ? run.artifacts : run.artifacts.slice(0, SHOWN);
  const previewed = run.artifacts.find(({ path }) => path === model.preview);
  return (
    <div className="atl-Experiments-artifacts">
      <div className="atl-Experiments-scroll">
        <table className="atl-Experiments-table" aria-label={trans.__('Artifacts')}>
          <thead>
            <tr>
              <th scope="col">{trans.__('Path')}</th>
              <th scope="col">{trans.__('Type')}</th>
              <th scope="col">{trans.__('Size')}</th>
              <th scope="col">{trans.__('Logged')}</th>
              <th scope="col">
                <span className="atl-visuallyHidden">{trans.__('Actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(artifact => (
              <ArtifactRow
                key={artifact.path}
                artifact={artifact}
                run={run}
                model={model}
                services={services}
              />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < run.artifacts.length && (
        <Button onClick={() => setAll(true)}>
          {trans.__('Show all %1 artifacts', run.artifacts.length)}
        </Button>
      )}
      {previewed && (
        <ArtifactPreview
          key={`${previewed.path} ${previewed.sha256}`}
          artifact={previewed}
          run={run}
          client={services.client}
          onClose={() => model.showPreview(null)}
        />
      )}
    </div>
  );
}

function ArtifactRow(props: RunArtifactsProps & { artifact: Artifact }) {
  const { artifact, model, run } = props;
  const { client, commands } = props.services;
  const trans = useTrans();
  const { path } = artifact;
  const params = { workspace: run.workspaceId, run: run.id, path };
  const shown = model.preview === path;
  return (
    <tr>
      <th scope="row">
        {previewKind(artifact) ? (
          <button
            type="button"
            className="atl-Experiments-link"
            aria-expanded={shown}
            onClick={() => model.showPreview(shown ? null : path)}
          >
            {path}
          </button>
        ) : (
          path
        )}
      </th>
      <td>{artifact.mediaType}</td>
      <td>{formatBytes(artifact.size)}</td>
      <td>
        <RelativeTime time={artifact.createdAt} />
      </td>
      <td className="atl-Experiments-rowActions">
        <IconButton
          icon={icons.download}
          label={trans.__('Download %1', path)}
          onClick={() =>
            client.download(
              pathOf(routes.runs.artifact, { params }),
              path.split('/').at(-1) ?? path
            )
          }
        />
        {commands.hasCommand(REGISTER) && (
          <IconButton
            icon={icons.models}
            label={trans.__('Register %1 as a model', path)}
            onClick={() =>
              void commands.execute(REGISTER, { runId: run.id, path, workspace: run.workspaceId })
            }
          />
        )}
      </td>
    </tr>
  );
}
