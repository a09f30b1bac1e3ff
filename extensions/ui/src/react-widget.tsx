import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { TranslationProvider } from './translation.tsx';

export interface ReactWidgetOptions {
  trans: TranslationBundle;
  /** Ends what the content uses, e.g. its models. */
  dispose?: () => void;
  className?: string;
}

class ContentWidget extends ReactWidget {
  readonly #content: () => React.ReactElement;
  readonly #options: ReactWidgetOptions;

  constructor(content: () => React.ReactElement, options: ReactWidgetOptions) {
    super();
    this.#content = content;
    this.#options = options;
    this.addClass('atl-Root');
    if (options.className) {
      this.addClass(options.className);
    }
  }

  override dispose(): void {
    if (!this.isDisposed) {
      super.dispose();
      this.#options.dispose?.();
    }
  }

  protected override render(): React.ReactElement {
    return (
      <TranslationProvider value={this.#options.trans}>
        <Content render={this.#content} />
      </TranslationProvider>
    );
  }
}

/** Calls the content inside a component, so that it may use hooks. */
function Content({ render }: { render: () => React.ReactElement }) {
  return render();
}

/**
 * A Lumino widget that shows React content. React's own state is lost whenever the widget is moved
 * in the layout: what must live longer belongs in a model.
 */
export function reactWidget(
  content: () => React.ReactElement,
  options: ReactWidgetOptions
): ReactWidget {
  return new ContentWidget(content, options);
}
