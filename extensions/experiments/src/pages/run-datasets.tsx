import type { RunDetail } from '@atelier-ml/api';
import { useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { parseAssetUri } from '../runs/index.ts';
import type { ExperimentsServices } from '../services.ts';
import { AssetLink } from './asset-link.tsx';

/** What data a run has used: datasets of the studio as links, others as they were described. */
export function RunDatasets(props: { run: RunDetail; services: ExperimentsServices }) {
  const { run, services } = props;
  const { commands } = services;
  const trans = useTrans();
  const described = new Set(run.datasets.map(({ source }) => source));
  const others = run.inputs.filter(uri => !described.has(uri));
  return (
    <>
      <h3 className="atl-Experiments-subtitle">{trans.__('Inputs')}</h3>
      {run.datasets.length + others.length === 0 ? (
        <p className="atl-Experiments-none">{trans.__('None.')}</p>
      ) : (
        <ul className="atl-Experiments-links">
          {run.datasets.map(({ name, digest, context, source }) => (
            <li key={`${name} ${digest}`}>
              {parseAssetUri(source) ? (
                <AssetLink uri={source} commands={commands} />
              ) : (
                <span title={source}>{name}</span>
              )}{' '}
              <small className="atl-Experiments-none">
                {[context, trans.__('digest %1', digest)].filter(Boolean).join(' · ')}
              </small>
            </li>
          ))}
          {others.map(uri => (
            <li key={uri}>
              <AssetLink uri={uri} commands={commands} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
