import { AtelierError, Id, Name } from '@atelier-ml/api';

export interface RunOptions {
  /** Runs that are compared belong to one experiment; it is created when it is new. */
  experiment: string;
  /** A word for this run; the first digits of its id when left out. */
  name?: string;
  tags?: Record<string, unknown>;
  /** Id or name; the user's active workspace when left out. */
  workspace?: string;
  /** Id of the run that this one is a part of. */
  parent?: string;
  /** Show the run in the cell that starts it; true when left out. */
  display?: boolean;
}

export interface EndOptions {
  /** `finished` unless an error is given. */
  status?: 'finished' | 'failed' | 'killed';
  error?: unknown;
  /** Milliseconds to wait until the server has it all; 5,000 when left out, 0 for not at all. */
  wait?: number;
}

const refuse = (field: string, message: string): never => {
  throw new AtelierError('invalid-input', `The ${field} of the run ${message}.`, {
    remedy: `Give another ${field}, for example startRun({ experiment: 'diabetes' }).`,
    fields: [{ path: field, message }]
  });
};

/** @throws AtelierError `invalid-input`: a run that could never be stored is not begun */
export function checkRunOptions(options: RunOptions): void {
  const name = Name.safeParse(options.experiment);
  if (!name.success) {
    refuse('experiment', name.error.issues[0].message);
  }
  if (options.name !== undefined && (options.name === '' || options.name.length > 250)) {
    refuse('name', 'must have 1 to 250 characters');
  }
  if (options.parent !== undefined && !Id.safeParse(options.parent).success) {
    refuse('parent', 'must be the id of a run, 32 hexadecimal digits');
  }
}
