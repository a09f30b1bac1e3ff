import { nullTranslator } from '@jupyterlab/translation';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

const TranslationContext = React.createContext<TranslationBundle>(nullTranslator.load('atelier'));

/** Hands the studio's translation to every component below. */
export const TranslationProvider = TranslationContext.Provider;

/** The translation that the surrounding widget was given. */
export function useTrans(): TranslationBundle {
  return React.useContext(TranslationContext);
}
