import { classes, IconButton, icons, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { helpAt, problemOf } from './filter-completion.ts';
import type { FilterHelp, FilterOption } from './filter-completion.ts';
import type { RunTableModel } from './run-table-model.ts';

const NO_HELP: FilterHelp = { from: 0, to: 0, options: [] };

/** The filter of the table: names and operators are completed; what cannot be read is pointed at. */
export function FilterBar({ model }: { model: RunTableModel }) {
  const trans = useTrans();
  const applied = model.settings.filter;
  const input = React.useRef<HTMLInputElement>(null);
  const id = React.useId();
  const [text, setText] = React.useState(applied);
  const [help, setHelp] = React.useState(NO_HELP);
  const [chosen, setChosen] = React.useState(-1);
  React.useEffect(() => setText(applied), [applied]);
  const problem = problemOf(text);
  const open = help.options.length > 0;
  const close = () => {
    setHelp(NO_HELP);
    setChosen(-1);
  };
  const ask = (value: string) => {
    setHelp(helpAt(value, input.current?.selectionStart ?? value.length, model.keys));
    setChosen(-1);
  };
  const apply = (value: string) => {
    close();
    if (!problemOf(value)) {
      model.set({ filter: value.trim() });
    }
  };
  const take = ({ text: option, kind }: FilterOption) => {
    const space = kind === 'group' ? '' : ' ';
    const start = text.slice(0, help.from) + option + space;
    const value = start + text.slice(help.to).replace(/^ /, '');
    setText(value);
    requestAnimationFrame(() => {
      input.current?.setSelectionRange(start.length, start.length);
      ask(value);
    });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const { length } = help.options;
    if (event.key === 'Enter' || (event.key === 'Tab' && chosen >= 0)) {
      if (chosen >= 0) {
        take(help.options[chosen]!);
      } else {
        apply(text);
      }
    } else if (event.key === 'ArrowDown' && open) {
      setChosen((chosen + 1) % length);
    } else if (event.key === 'ArrowDown') {
      ask(text);
    } else if (event.key === 'ArrowUp' && open) {
      setChosen(chosen <= 0 ? length - 1 : chosen - 1);
    } else if (event.key === 'Escape' && open) {
      close();
    } else if (event.key === 'Escape' && text !== applied) {
      setText(applied);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="atl-RunTable-filter">
      <div className={classes('atl-RunTable-filterField', problem && 'atl-mod-wrong')}>
        <icons.filter.react tag="span" />
        <input
          ref={input}
          type="text"
          role="combobox"
          spellCheck={false}
          autoComplete="off"
          aria-label={trans.__('Filter')}
          aria-expanded={open}
          aria-controls={`${id}-options`}
          aria-autocomplete="list"
          aria-activedescendant={chosen >= 0 ? `${id}-${chosen}` : undefined}
          aria-invalid={problem !== null}
          aria-describedby={problem ? `${id}-problem` : undefined}
          placeholder={trans.__("Filter, e.g. metrics.auc > 0.8 AND params.model = 'forest'")}
          value={text}
          onChange={event => {
            setText(event.target.value);
            ask(event.target.value);
          }}
          onFocus={() => text === '' && ask(text)}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
        {(text !== '' || applied !== '') && (
          <IconButton
            icon={icons.close}
            label={trans.__('Clear the filter')}
            onClick={() => {
              setText('');
              apply('');
            }}
          />
        )}
      </div>
      {open && (
        <ul id={`${id}-options`} role="listbox" className="atl-RunTable-options">
          {help.options.map((option, index) => (
            <li
              key={`${option.kind} ${option.text}`}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === chosen}
              onMouseDown={event => {
                event.preventDefault(); // the field keeps the focus
                take(option);
              }}
            >
              <span>{option.text}</span>
              <small>{option.kind}</small>
            </li>
          ))}
        </ul>
      )}
      {problem && !open && (
        <p id={`${id}-problem`} className="atl-RunTable-problem" role="status">
          <code>
            {text.slice(0, problem.offset)}
            <mark>{text.slice(problem.offset, problem.offset + problem.length) || ' '}</mark>
            {text.slice(problem.offset + problem.length)}
          </code>
          {problem.message}.{' '}
          {applied === ''
            ? trans.__('Nothing is filtered yet.')
            : trans.__('The filter before it still holds.')}
        </p>
      )}
    </div>
  );
}
