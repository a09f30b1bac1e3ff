import type { TranslationBundle } from '@jupyterlab/translation';
import type { KernelSpec } from '@jupyterlab/services';
import type { GuideStep } from '../tokens.ts';
import { CommandIDs } from './commands.ts';

/** The first step: is there a kernel that speaks TypeScript. */
export function environmentStep(
  trans: TranslationBundle,
  kernelspecs: KernelSpec.IManager
): GuideStep {
  return {
    id: 'environment',
    rank: 10,
    title: trans.__('Environment'),
    description: trans.__(
      'A notebook with a TypeScript kernel, where your code runs. Nothing to install: open the tour and run its first cell.'
    ),
    action: { command: CommandIDs.openTour, label: trans.__('Open the tour') },
    kinds: ['compute'],
    isDone: async () => {
      await kernelspecs.ready;
      return Object.values(kernelspecs.specs?.kernelspecs ?? {}).some(
        spec => spec?.language === 'typescript'
      );
    }
  };
}

/** A step that is announced, honestly. */
export function pipelineStep(trans: TranslationBundle): GuideStep {
  return {
    id: 'pipeline',
    rank: 40,
    title: trans.__('Pipeline'),
    description: '',
    later: trans.__(
      'Chains of steps that run by themselves come in a later version; the path goes on without them.'
    )
  };
}
