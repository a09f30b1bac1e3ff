import { AtelierError } from '@atelier-ml/api';

export const notSupported = (what: string): AtelierError =>
  new AtelierError('not-supported', `A Swarm cannot ${what}.`, {
    remedy: 'Use an engine of one machine for that.'
  });
