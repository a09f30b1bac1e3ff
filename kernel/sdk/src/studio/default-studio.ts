import { endRunsAtExit } from './exit.ts';
import { createStudio } from './studio.ts';
import type { Studio } from './studio.ts';

let studio: Studio | undefined;

/** The studio that the SDK's top-level functions use, made at the first use from the environment. */
export function defaultStudio(): Studio {
  if (!studio) {
    studio = createStudio();
    endRunsAtExit(studio.tracker);
    studio.sender.start();
  }
  return studio;
}
