import type { SavedView } from '@atelier-ml/api';
import {
  Button,
  EmptyState,
  IconButton,
  icons,
  LoadingState,
  Menu,
  useTrans
} from '@atelier-ml/ui';
import type { JSONObject } from '@lumino/coreutils';
import * as React from 'react';
import type { ExperimentsServices } from '../services.ts';

interface ViewsMenuProps {
  services: ExperimentsServices;
  workspace: string;
  page: SavedView['page'];
  /** Id of what the page is about; null: of the workspace. */
  subject: string | null;
  state: () => JSONObject;
  onOpen: (state: JSONObject) => void;
  /** An address that opens the page with a view. */
  linkOf: (view: SavedView) => string;
}

/** Set-ups of a page under names, for all of the workspace: to open, save, rename by saving, link and delete. */
export function ViewsMenu(props: ViewsMenuProps) {
  const trans = useTrans();
  return (
    <Menu label={trans.__('Views')} icon={icons.eye}>
      {close => <Views {...props} close={close} />}
    </Menu>
  );
}

function Views(props: ViewsMenuProps & { close: () => void }) {
  const { services, workspace, page, subject, close } = props;
  const { client, notifier } = services;
  const trans = useTrans();
  const [views, setViews] = React.useState<readonly SavedView[] | null>(null);
  const [name, setName] = React.useState('');
  const params = { workspace };
  const load = React.useCallback(async () => {
    const found = await notifier.attempt(() =>
      client.api.views.list({
        params: { workspace },
        query: { page, limit: 200, ...(subject && { subject }) }
      })
    );
    setViews((found?.items ?? []).filter(view => view.subject === subject));
  }, [client, notifier, page, subject, workspace]);
  React.useEffect(() => void load(), [load]);
  const save = async () => {
    const wanted = name.trim();
    const state = props.state() as SavedView['state'];
    const same = views?.find(view => view.name === wanted);
    await notifier.attempt(() =>
      same
        ? client.api.views.update({ params: { ...params, view: same.id }, body: { state } })
        : client.api.views.create({ params, body: { name: wanted, page, subject, state } })
    );
    setName('');
    await load();
  };
  return (
    <>
      <form
        className="atl-RunTable-save"
        onSubmit={event => {
          event.preventDefault();
          void save();
        }}
      >
        <input
          type="text"
          className="atl-Input"
          aria-label={trans.__('Name of the view')}
          placeholder={trans.__('Save this view as…')}
          value={name}
          maxLength={250}
          onChange={event => setName(event.target.value)}
        />
        <Button disabled={name.trim() === ''} onClick={() => void save()}>
          {views?.some(view => view.name === name.trim())
            ? trans.__('Save anew')
            : trans.__('Save')}
        </Button>
      </form>
      {views === null && <LoadingState rows={2} />}
      {views?.length === 0 && (
        <EmptyState
          icon={icons.eye}
          text={trans.__('No view yet. Filter, order and arrange the page, then save it here.')}
        />
      )}
      <ul className="atl-RunTable-views">
        {views?.map(view => (
          <li key={view.id}>
            <button
              type="button"
              onClick={() => {
                props.onOpen(view.state as JSONObject);
                close();
              }}
            >
              {view.name}
            </button>
            <IconButton
              icon={icons.link}
              label={trans.__('Copy the address of %1', view.name)}
              onClick={() => {
                void navigator.clipboard.writeText(props.linkOf(view));
                notifier.success(trans.__('The address is copied.'));
              }}
            />
            <IconButton
              icon={icons.delete}
              label={trans.__('Delete the view %1', view.name)}
              onClick={() =>
                void notifier
                  .attempt(() => client.api.views.delete({ params: { ...params, view: view.id } }))
                  .then(load)
              }
            />
          </li>
        ))}
      </ul>
    </>
  );
}
