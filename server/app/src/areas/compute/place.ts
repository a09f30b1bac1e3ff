/** An instance as a path names it. */
export interface Place {
  workspace: string;
  instance: string;
}
