import * as React from 'react';
import { formatRelativeTime, formatTime } from './format.ts';

const REFRESH_MS = 30_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all: a list of a thousand times needs no thousand timers. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach(notify => notify()), REFRESH_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** How long ago something was; the exact time stands in its title. */
export function RelativeTime({ time }: { time: number }) {
  const [, render] = React.useReducer((count: number) => count + 1, 0);
  React.useEffect(() => subscribe(render), []);
  return (
    <time dateTime={new Date(time).toISOString()} title={formatTime(time)}>
      {formatRelativeTime(time, Date.now())}
    </time>
  );
}
