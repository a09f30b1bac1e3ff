import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { act, screen, waitFor } from '@testing-library/react';
import * as React from 'react';
import { openPopover } from './popover.tsx';

function build() {
  const button = document.body.appendChild(document.createElement('button'));
  const changed = new Signal<object, void>({});
  const open = () =>
    act(() =>
      openPopover(button, {
        ...{ trans: nullTranslator.load('atelier'), className: 'test', changed },
        render: () => <p>what it shows</p>
      })
    );
  const shown = () => screen.queryAllByText('what it shows');
  return { button, changed, open, shown };
}

describe('what a button opens', () => {
  afterEach(() => document.body.replaceChildren());

  it('closes when the button is pressed again', async () => {
    const { button, open, shown } = build();
    open();
    await waitFor(() => expect(shown()).toHaveLength(1));
    expect(button.getAttribute('aria-expanded')).toBe('true');
    open();
    expect([shown().length, button.getAttribute('aria-expanded')]).toEqual([0, 'false']);
    open();
    await waitFor(() => expect(shown()).toHaveLength(1));
    open();
  });

  it('goes with the button', async () => {
    const { button, changed, open, shown } = build();
    open();
    await waitFor(() => expect(shown()).toHaveLength(1));
    button.remove();
    changed.emit();
    await waitFor(() => expect(shown()).toHaveLength(0));
  });
});
