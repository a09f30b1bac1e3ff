import type { FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { inZone } from './schedule-timing.ts';

const PAUSE = 300;

type Fetch = (values: FormValues, signal: AbortSignal) => Promise<{ times: number[] }>;

/** Shows in a form the next times that its fields ask for. */
export const createTimesPreview = (trans: TranslationBundle, fetch: Fetch) =>
  function TimesPreviewOf(values: FormValues) {
    return <TimesPreview trans={trans} fetch={fetch} values={values} />;
  };

const NAMES = ['repeat', 'time', 'minute', 'weekday', 'day', 'minutes', 'cron', 'timeZone'];

function TimesPreview(props: { trans: TranslationBundle; fetch: Fetch; values: FormValues }) {
  const { fetch, trans, values } = props;
  const [shown, setShown] = React.useState<{ times: number[]; zone: string } | null>(null);
  const key = JSON.stringify(NAMES.map(name => values[name]));
  React.useEffect(() => {
    const request = new AbortController();
    const timer = setTimeout(() => {
      const zone = String(values.timeZone).trim();
      fetch(values, request.signal)
        .then(({ times }) => setShown({ times, zone }))
        .catch(() => request.signal.aborted || setShown(null));
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      request.abort();
    };
    // The key says all that the times depend on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, fetch]);
  return (
    <p className="atl-Jobs-next" role="status">
      {shown
        ? trans.__('Next: %1', shown.times.map(time => inZone(time, shown.zone)).join(' · '))
        : trans.__('The next times are shown here once they can be understood.')}
    </p>
  );
}
