import { AtelierError } from '@atelier-ml/api';
import type { BuildEvent } from '../images.ts';
import { readStatus } from './build-status.ts';

const TRACE = 'moby.buildkit.trace';
/** Lines of a failed step that its error repeats. */
const REPEATED_LINES = 30;

interface Message {
  id?: string;
  aux?: unknown;
  stream?: string;
  error?: string;
  errorDetail?: { message?: string };
}

/** Turns what the engine sends during a build into events, and its end into an error. */
export function createBuildProgress(onEvent: (event: BuildEvent) => void) {
  const names = new Map<string, string>();
  const told = new Map<string, string>();
  const outputs = new Map<string, string>();
  let failed: { step: string; error: string } | undefined;

  function tell(digest: string, event: BuildEvent & { kind: 'step' }): void {
    if (told.get(digest) !== event.state) {
      told.set(digest, event.state);
      onEvent(event);
    }
  }

  function takeStatus(message: Buffer): void {
    const { logs, vertices } = readStatus(message);
    for (const { cached, completed, digest, error, name, started } of vertices) {
      names.set(digest, name);
      if (isInternal(name)) {
        continue;
      }
      if (error) {
        // A step that others make needless is ended, too, and is not what has failed.
        if (!/context canceled/.test(error)) {
          failed ??= { step: name, error };
        }
        tell(digest, { kind: 'step', step: name, state: 'failed', error });
      } else if (completed) {
        tell(digest, { kind: 'step', step: name, state: cached ? 'cached' : 'done' });
      } else if (started) {
        tell(digest, { kind: 'step', step: name, state: 'started' });
      }
    }
    for (const { digest, text } of logs) {
      const step = names.get(digest) ?? '';
      outputs.set(step, ((outputs.get(step) ?? '') + text).slice(-8_000));
      onEvent({ kind: 'output', step, text });
    }
  }

  return {
    take(message: Message): void {
      if (message.id === TRACE && typeof message.aux === 'string') {
        takeStatus(Buffer.from(message.aux, 'base64'));
      } else if (message.stream?.trim()) {
        onEvent({ kind: 'output', step: '', text: message.stream });
      }
    },
    /** What the engine's last word means. */
    failure(error: string): AtelierError {
      if (/no space left on device/i.test(error)) {
        return new AtelierError('storage-full', 'The disk of the container engine is full.', {
          remedy: 'Delete images that nobody uses, then build again.'
        });
      }
      if (!failed) {
        return new AtelierError('build-failed', `The image cannot be built: ${error}`, {
          remedy: 'Correct the environment and build again.'
        });
      }
      const output = (outputs.get(failed.step) ?? '').trimEnd().split('\n').slice(-REPEATED_LINES);
      const reason = /exit code: \d+/.exec(failed.error)?.[0] ?? failed.error;
      const said = output.join('\n').trim();
      return new AtelierError(
        'build-failed',
        `The step “${failed.step}” failed: ${reason}${said && `\n${said}`}`,
        { remedy: 'The log of the build tells more. Correct the environment and build again.' }
      );
    }
  };
}

/** What the engine does for itself. */
const isInternal = (name: string): boolean => /^(\[internal\]|copy \/context)/.test(name);
