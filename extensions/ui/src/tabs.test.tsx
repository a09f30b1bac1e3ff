import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { Tabs } from './tabs.tsx';
import { Toolbar } from './toolbar.tsx';

test('tabs change with the arrow keys, round the end', async () => {
  const user = userEvent.setup();
  const tabs = ['Preview', 'Statistics', 'Versions'].map(label => ({
    id: label,
    label,
    render: () => <p>{`${label} here`}</p>
  }));
  render(<Tabs label="Dataset" tabs={tabs} />);
  await user.tab();
  await user.keyboard('{ArrowLeft}');
  expect(screen.getByRole('tab', { name: 'Versions' })).toBe(document.activeElement);
  expect(screen.getByRole('tabpanel', { name: 'Versions' }).textContent).toBe('Versions here');
});

test('a toolbar is one stop of the Tab key', async () => {
  const user = userEvent.setup();
  render(
    <>
      <Toolbar label="Actions">
        <button>one</button>
        <button disabled>two</button>
        <button>three</button>
      </Toolbar>
      <button>after</button>
    </>
  );
  await user.tab();
  await user.keyboard('{ArrowRight}');
  expect(document.activeElement?.textContent).toBe('three');
  await user.tab();
  expect(document.activeElement?.textContent).toBe('after');
});
