import type { FittedGroup } from './columns.ts';
import { LearnError } from './errors.ts';
import type { EstimatorModel, EstimatorState, Task } from './estimator.ts';
import type { Label } from './labels.ts';
import { createLogisticModel, type LogisticState } from './logistic-regression.ts';
import { restoreEnsembleModel, type EnsembleState } from './tree-ensemble.ts';
import type { FittedState } from './training.ts';

const FORMAT = 'atelier-learn-pipeline';
const VERSION = 1;

/** A trained pipeline as JSON values. */
export interface SavedPipeline {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly task: Task;
  readonly label: string;
  readonly classes: readonly Label[];
  readonly groups: readonly FittedGroup[];
  readonly estimator: FittedState['estimator'];
  readonly model: EstimatorState;
}

export function saveState({ warnings: _, model, ...state }: FittedState): SavedPipeline {
  return { format: FORMAT, version: VERSION, ...state, model: model.toJSON() };
}

const invalid = (problem: string, cause?: unknown): LearnError =>
  new LearnError(
    'invalid-model',
    problem,
    'Give what toJSON() of a trained pipeline returned, unchanged.',
    {},
    { cause }
  );

/** Throws `invalid-model` for anything else than a saved pipeline, `wrong-task` for another task. */
export function restoreState(json: unknown, task: Task): FittedState {
  const saved = (typeof json === 'string' ? parse(json) : json) as SavedPipeline | null;
  if (typeof saved !== 'object' || saved?.format !== FORMAT) {
    throw invalid('This is not a saved pipeline.');
  }
  if (saved.version !== VERSION) {
    throw new LearnError(
      'invalid-model',
      `The pipeline was saved in version ${String(saved.version)} of the format.`,
      `This release reads version ${VERSION}; use the release that saved it.`
    );
  }
  if (saved.task !== task) {
    throw new LearnError(
      'wrong-task',
      `The saved pipeline does ${saved.task}, not ${task}.`,
      `Use ${saved.task === 'regression' ? 'FittedRegressor' : 'FittedClassifier'}.fromJSON.`
    );
  }
  const { label, classes, groups, estimator } = saved;
  const whole =
    typeof label === 'string' && Array.isArray(classes) && Array.isArray(groups) && estimator;
  if (!whole) throw invalid('The saved pipeline is incomplete.');
  return {
    task,
    label,
    classes,
    groups,
    estimator,
    model: restoreModel(saved.model),
    warnings: []
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid('The text is not JSON.', cause);
  }
}

function restoreModel(state: EstimatorState | undefined): EstimatorModel {
  try {
    if (state?.kind === 'logistic-regression') return createLogisticModel(state as LogisticState);
    if (state?.kind === 'tree-ensemble') return restoreEnsembleModel(state as EnsembleState);
  } catch (cause) {
    throw invalid('The saved model is damaged.', cause);
  }
  throw invalid(`The saved model is of an unknown kind, ${JSON.stringify(state?.kind)}.`);
}
