import { Button, Chip, IconButton, icons, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { RunOverviewProps } from './run-overview.tsx';

/** Tags that clients set about themselves. */
const isOfClient = (key: string) => key.startsWith('mlflow.');

/** The tags of a run, to add, change and take away. */
export function RunTags({ run, services, frozen }: RunOverviewProps) {
  const trans = useTrans();
  const { client, notifier } = services;
  const [all, setAll] = React.useState(false);
  const [busy, setBusy] = React.useState(false);
  const [text, setText] = React.useState('');
  const input = React.useRef<HTMLInputElement>(null);
  const entries = Object.entries(run.tags);
  const own = entries.filter(([key]) => !isOfClient(key));
  const shown = all ? entries : own;
  const save = async (tags: Record<string, string>) => {
    setBusy(true);
    const params = { workspace: run.workspaceId, run: run.id };
    const saved = await notifier.attempt(() => client.api.runs.update({ params, body: { tags } }));
    setBusy(false);
    return saved !== undefined;
  };
  const add = async (event: React.FormEvent) => {
    event.preventDefault();
    const [, key, value] = /^\s*([^:=]+?)\s*(?:[:=]\s*(.*?)\s*)?$/.exec(text) ?? [];
    if (key && (await save({ ...run.tags, [key]: value ?? '' }))) {
      setText('');
      input.current?.focus();
    }
  };
  const remove = async (key: string) => {
    const { [key]: _, ...rest } = run.tags;
    await save(rest);
    input.current?.focus();
  };
  return (
    <>
      {shown.length > 0 ? (
        <ul className="atl-Experiments-tags" aria-label={trans.__('Tags')}>
          {shown.map(([key, value]) => (
            <li key={key}>
              <Chip title={`${key}: ${value}`}>{value ? `${key}: ${value}` : key}</Chip>
              {!frozen && (
                <IconButton
                  icon={icons.close}
                  label={trans.__('Remove the tag %1', key)}
                  disabled={busy}
                  onClick={() => void remove(key)}
                />
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p className="atl-Experiments-none">{trans.__('None.')}</p>
      )}
      {own.length < entries.length && (
        <Button variant="quiet" onClick={() => setAll(!all)}>
          {all
            ? trans.__('Hide what clients have set')
            : trans._n(
                'Show %1 that a client has set',
                'Show %1 that clients have set',
                entries.length - own.length
              )}
        </Button>
      )}
      {!frozen && (
        <form className="atl-Experiments-addTag" onSubmit={event => void add(event)}>
          <input
            ref={input}
            type="text"
            aria-label={trans.__('New tag, as key: value')}
            placeholder={trans.__('key: value')}
            value={text}
            onChange={event => setText(event.target.value)}
          />
          <Button submit icon={icons.add} busy={busy} disabled={text.trim() === ''}>
            {trans.__('Add tag')}
          </Button>
        </form>
      )}
    </>
  );
}
