import type { EnvironmentVersion } from '@atelier-ml/api';
import {
  Button,
  Card,
  CodeBlock,
  EmptyState,
  formatBytes,
  formatTime,
  icons,
  KeyValueTable,
  Tabs,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { BuildBadge } from '../environment-list.tsx';
import type { LogModel } from './log-model.ts';
import { StepList } from './step-list.tsx';

export interface VersionCardProps {
  version: EnvironmentVersion;
  log: LogModel;
  act(verb: 'build' | 'cancel' | 'rebuild' | 'push'): void;
}

/** One version: how its build goes or went, what it is made of, and what is in it. */
export function VersionCard({ act, log, version }: VersionCardProps) {
  const trans = useTrans();
  const underWay = version.state === 'building' || version.state === 'queued';
  return (
    <Card
      title={trans.__('Version %1', version.version)}
      actions={
        <>
          <BuildBadge state={version.state} trans={trans} />
          {underWay ? (
            <Button icon={icons.stop} onClick={() => act('cancel')}>
              {trans.__('Cancel build')}
            </Button>
          ) : (
            <Button icon={icons.play} onClick={() => act('build')}>
              {version.state === 'draft' ? trans.__('Build') : trans.__('Build again')}
            </Button>
          )}
          {version.state === 'ready' && (
            <Button icon={icons.upload} onClick={() => act('push')}>
              {trans.__('Send to a registry')}
            </Button>
          )}
          {version.lock && (
            <Button icon={icons.pin} onClick={() => act('rebuild')}>
              {trans.__('Rebuild from lock')}
            </Button>
          )}
        </>
      }
    >
      {version.error && <p className="atl-Environments-error">{version.error}</p>}
      <Tabs
        label={trans.__('Parts of the version')}
        tabs={[
          { id: 'build', label: trans.__('Build'), render: () => <BuildLog log={log} /> },
          {
            id: 'lock',
            label: trans.__('Packages'),
            count: version.lock?.length,
            render: () => <LockTable version={version} />
          },
          {
            id: 'spec',
            label: trans.__('Specification'),
            render: () => (
              <CodeBlock
                label={trans.__('Specification')}
                code={JSON.stringify(version.spec, null, 2)}
                wrap
              />
            )
          },
          {
            id: 'image',
            label: trans.__('Image'),
            render: () => <ImageFacts version={version} />
          }
        ]}
      />
    </Card>
  );
}

function BuildLog({ log }: { log: LogModel }) {
  const trans = useTrans();
  useModel(log);
  if (!log.text) {
    return <EmptyState icon={icons.code} text={trans.__('It has not been built yet.')} />;
  }
  return (
    <>
      <StepList steps={log.steps} />
      <CodeBlock
        label={trans.__('Log of the build')}
        code={log.text}
        wrap
        follow
        maximumHeight={360}
      />
    </>
  );
}

function LockTable({ version: { lock } }: { version: EnvironmentVersion }) {
  const trans = useTrans();
  if (!lock?.length) {
    return (
      <EmptyState
        icon={icons.artifact}
        text={trans.__('What is installed is known once the image is built.')}
      />
    );
  }
  return (
    <div
      className="atl-Environments-scroll"
      tabIndex={0}
      role="region"
      aria-label={trans.__('Packages')}
    >
      <table className="atl-Table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Package')}</th>
            <th scope="col">{trans.__('Version')}</th>
            <th scope="col">{trans.__('Installed by')}</th>
          </tr>
        </thead>
        <tbody>
          {lock.map(({ build, hash, manager, name, url, version }) => (
            <tr key={`${manager} ${name}`} title={url && [url, hash].filter(Boolean).join('\n')}>
              <th scope="row">{name}</th>
              <td>{build === undefined ? version : `${version} ${build}`}</td>
              <td>{manager}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ImageFacts({ version }: { version: EnvironmentVersion }) {
  const trans = useTrans();
  return (
    <KeyValueTable
      label={trans.__('Image')}
      entries={[
        [trans.__('Name'), <code key="image">{version.image}</code>],
        [trans.__('Digest'), <code key="digest">{version.digest ?? '–'}</code>],
        [
          trans.__('In registries'),
          version.copies.length ? (
            <ul key="copies" className="atl-Environments-copies">
              {version.copies.map(({ digest, reference }) => (
                <li key={reference}>
                  <code>{reference}</code> <code>{digest}</code>
                </li>
              ))}
            </ul>
          ) : (
            '–'
          )
        ],
        [trans.__('Size'), version.size === null ? '–' : formatBytes(version.size)],
        [
          trans.__('Build started'),
          version.startedAt === null ? '–' : formatTime(version.startedAt)
        ],
        [trans.__('Build ended'), version.endedAt === null ? '–' : formatTime(version.endedAt)]
      ]}
    />
  );
}
