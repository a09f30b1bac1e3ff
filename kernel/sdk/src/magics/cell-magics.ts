import { defaultStudio } from '../studio/index.ts';
import type { Studio } from '../studio/index.ts';
import { dataMagic } from './data.ts';
import { deployMagic } from './deploy.ts';
import { jobMagic } from './job.ts';
import { logMagic } from './log.ts';
import type { MagicProvider } from './magic.ts';
import { modelMagic } from './model.ts';
import { runMagic } from './run.ts';
import { trackMagic } from './track.ts';

/** The magics over one studio; it is made when the first of them runs. */
export const createCellMagics = (studio: () => Studio): MagicProvider => ({
  name: '@atelier-ml/sdk',
  magics: [trackMagic, logMagic, runMagic, dataMagic, modelMagic, deployMagic, jobMagic].map(make =>
    make(studio)
  )
});

/** What the TypeScript kernel offers in cells: `%%track %log %run %data %model %deploy %job`. */
export const cellMagics: MagicProvider = createCellMagics(defaultStudio);
