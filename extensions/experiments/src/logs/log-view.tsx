import { LineList, shownText, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { markHits } from './log-lines.ts';
import type { LogLine } from './log-lines.ts';
import type { LogModel } from './log-model.ts';

export interface LogViewProps {
  model: LogModel;
  wrap: boolean;
  times: boolean;
  /** The end stays in sight while lines are written. */
  follow: boolean;
  onFollow: (follow: boolean) => void;
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false
});

/** What a run has written, line by line. */
export function LogView({ model, wrap, times, follow, onFollow }: LogViewProps) {
  const trans = useTrans();
  const { lines, filter } = model;
  const searching = filter.search !== '';
  return (
    <LineList
      label={trans.__('What the run has written')}
      role="log"
      count={lines.length}
      firstKey={lines[0]?.position ?? null}
      wrap={wrap}
      follow={follow && !searching}
      onFollow={next => (!next || (!model.hasLater && !searching)) && onFollow(next)}
      onNearStart={() => void model.loadEarlier()}
      onNearEnd={() => void model.loadLater()}
      lineClass={index => (lines[index]?.stream === 'stderr' ? 'atl-mod-error' : undefined)}
      line={index => (
        <>
          {times && <time>{clock.format(lines[index].at)}</time>}
          <Text line={lines[index]} search={filter.search} />
          {searching && (
            <button
              type="button"
              className="atl-Experiments-link"
              onClick={() => {
                onFollow(false);
                void model.showAround(lines[index]);
              }}
            >
              {trans.__('show around')}
            </button>
          )}
        </>
      )}
    />
  );
}

function Text({ line, search }: { line: LogLine; search: string }) {
  const text = shownText(line.text);
  return (
    <span>
      {markHits(text, search).map((part, index) =>
        part.hit ? <mark key={index}>{part.text}</mark> : part.text
      )}
      {text === '' && '\u200b'}
    </span>
  );
}
