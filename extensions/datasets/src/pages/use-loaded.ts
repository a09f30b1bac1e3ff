import * as React from 'react';

export interface Loaded<T> {
  value?: T;
  error?: unknown;
  retry: () => void;
}

/** Loads what `load` answers whenever `key` changes; an answer that comes too late is dropped. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = React.useState<{ key: string; value?: T; error?: unknown }>({
    key: ''
  });
  const [attempt, setAttempt] = React.useState(0);
  const latest = React.useRef(load);
  latest.current = load;
  React.useEffect(() => {
    const abort = new AbortController();
    latest.current(abort.signal).then(
      value => !abort.signal.aborted && setState({ key, value }),
      error => !abort.signal.aborted && setState({ key, error })
    );
    return () => abort.abort();
  }, [key, attempt]);
  const retry = React.useCallback(() => {
    setState({ key: '' });
    setAttempt(count => count + 1);
  }, []);
  return state.key === key ? { ...state, retry } : { retry };
}
