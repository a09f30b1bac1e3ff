/** The port of what turns notebooks into pages. */
export interface NotebookPages {
  /**
   * A notebook with its outputs as one HTML file that needs nothing else. What the notebook holds cannot
   * act on the page: it has no scripts outside of frames that are shut off from it.
   * @throws AtelierError `invalid-content` for what is no notebook of format 4, `too-large` beyond 64 MiB
   */
  render(notebook: { file: string; title: string }): Promise<string>;
}
