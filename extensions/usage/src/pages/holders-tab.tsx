import type { Holding, UsageSubject } from '@atelier-ml/api';
import { Button, Card, Chip, EmptyState, icons, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { Meters } from '../meters.tsx';
import type { UsageServices } from '../services.ts';
import { formatPart, givenOut, userLabel } from '../usage-words.ts';
import type { UsageFacts } from './usage-page.tsx';

/** Who holds what now: a card for each workspace and each user. */
export function HoldersTab({ facts, services }: { facts: UsageFacts; services: UsageServices }) {
  const trans = useTrans();
  const { machine, subjects } = facts;
  const active = subjects.filter(each => each.holdings.length > 0 || each.isOwn);
  if (!active.length) {
    const text = trans.__('Nobody holds anything now: no instance runs, and no cluster has nodes.');
    return <EmptyState icon={icons.compute} text={text} />;
  }
  return (
    <>
      <p className="atl-Usage-free">{givenOut(subjects, machine, trans)}</p>
      <div className="atl-Usage-cards">
        {active.map(subject => (
          <SubjectCard key={`${subject.scope} ${subject.subject}`} {...{ subject, services }} />
        ))}
      </div>
    </>
  );
}

function SubjectCard({ services, subject }: { subject: UsageSubject; services: UsageServices }) {
  const trans = useTrans();
  const title =
    subject.scope === 'workspace'
      ? trans.__('Workspace %1', subject.name)
      : trans.__('User %1', userLabel(subject));
  const quota = subject.limits
    ? subject.isOwn
      ? trans.__('own quota')
      : trans.__('quota of all')
    : trans.__('no quota');
  return (
    <Card title={title} actions={<Chip>{quota}</Chip>}>
      <Meters subject={subject} />
      {subject.holdings.length > 0 && (
        <div className="atl-Usage-scroll">
          <table className="atl-Table">
            <thead>
              <tr>
                <th scope="col">{trans.__('Held by')}</th>
                {subject.scope === 'workspace' && <th scope="col">{trans.__('User')}</th>}
                <th scope="col">{trans.__('Processors')}</th>
                <th scope="col">{trans.__('Memory')}</th>
                <th scope="col">{trans.__('GPUs')}</th>
                <th scope="col">{trans.__('Disk')}</th>
              </tr>
            </thead>
            <tbody>
              {subject.holdings.map(holding => (
                <HoldingRow
                  key={holding.id}
                  isOfWorkspace={subject.scope === 'workspace'}
                  {...{ holding, services }}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

interface RowProps {
  holding: Holding;
  isOfWorkspace: boolean;
  services: UsageServices;
}

function HoldingRow({ holding, isOfWorkspace, services }: RowProps) {
  const trans = useTrans();
  const { amounts, clusterId, id, job, kind, name, unlimited, userName } = holding;
  const open = () =>
    kind === 'instance'
      ? services.pages.open('compute-instance', { id, name })
      : services.pages.open('cluster', { id: clusterId, name });
  const whole = trans.__('No limit of its own: it counts as what it could take of the machine.');
  const amount = (part: 'cpus' | 'memoryMb' | 'diskGb') =>
    amounts[part] === 0 ? (
      '–'
    ) : unlimited.includes(part) ? (
      <span title={whole}>{trans.__('%1 (all)', formatPart(part, amounts[part]))}</span>
    ) : (
      formatPart(part, amounts[part])
    );
  return (
    <tr>
      <th scope="row">
        <Button onClick={open}>{name}</Button>
        <small className="atl-Usage-what">
          {kind === 'instance'
            ? amounts.instances
              ? trans.__('instance')
              : trans.__('instance, stopped')
            : job
              ? trans.__('node, for %1', job.name)
              : trans.__('node, idle')}
        </small>
      </th>
      {isOfWorkspace && <td>{userName ?? '–'}</td>}
      <td>{amount('cpus')}</td>
      <td>{amount('memoryMb')}</td>
      <td>{amounts.gpus || '–'}</td>
      <td>{amount('diskGb')}</td>
    </tr>
  );
}
