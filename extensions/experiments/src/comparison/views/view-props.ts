import type { ComparisonModel } from '../comparison-model.ts';

/** What every view of a comparison gets. */
export interface ViewProps {
  readonly model: ComparisonModel;
  /** Opens the page of a run. */
  readonly onOpen: (run: string) => void;
}
