import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { MimeModel } from '@jupyterlab/rendermime';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import * as React from 'react';

/** Data as JupyterLab draws it, in the safest of its forms: nothing in it is trusted. */
export function Rendered(props: {
  data: ReadonlyPartialJSONObject;
  rendermime: IRenderMimeRegistry;
  /** For those who see text only. */
  fallback: React.ReactNode;
  onError?: (error: unknown) => void;
}) {
  const { data, rendermime } = props;
  const host = React.useRef<HTMLDivElement>(null);
  const type = rendermime.preferredMimeType(data, 'ensure');
  React.useEffect(() => {
    if (!host.current || !type) {
      return;
    }
    const renderer = rendermime.createRenderer(type);
    Widget.attach(renderer, host.current);
    renderer
      .renderModel(new MimeModel({ data, trusted: false }))
      .catch((error: unknown) => props.onError?.(error));
    return () => {
      if (renderer.isAttached) {
        MessageLoop.sendMessage(renderer, Widget.Msg.BeforeDetach);
        renderer.node.remove();
        MessageLoop.sendMessage(renderer, Widget.Msg.AfterDetach);
      }
      renderer.dispose();
    };
    // The caller keeps `data` as long as it says the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [data, rendermime, type]);
  return type ? <div ref={host} className="atl-Artifacts-rendered" /> : <>{props.fallback}</>;
}
