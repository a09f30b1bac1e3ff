import { html, Html } from './html.ts';

/** What JupyterLab opens by one of its commands; plain text wherever there is no JupyterLab. */
export interface LinkTarget {
  /** E.g. `jobs:open-job`. */
  command: string;
  args: Readonly<Record<string, string>>;
}

const style =
  'background:none;border:0;padding:0;font:inherit;color:var(--jp-content-link-color,inherit);cursor:inherit';

export class Link extends Html {
  readonly label: string;

  constructor(label: string, { args, command }: LinkTarget) {
    super(
      html`<button
        type="button"
        style="${style}"
        data-commandlinker-command="${command}"
        data-commandlinker-args="${JSON.stringify(args)}"
      >
        ${label}
      </button>`.text
    );
    this.label = label;
  }
}
