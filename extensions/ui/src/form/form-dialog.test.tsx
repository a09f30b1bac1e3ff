import { nullTranslator } from '@jupyterlab/translation';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { giveElementsSize } from '../testing/index.ts';
import type { FieldSpec } from './field-spec.ts';
import { showFormDialog } from './form-dialog.tsx';
import type { SubmitContext } from './form-view.tsx';

const trans = nullTranslator.load('atelier');
const FIELDS: FieldSpec[] = [
  { name: 'name', kind: 'text', label: 'Name', required: true },
  { name: 'cpus', kind: 'number', label: 'Processors', minimum: 1, integer: true },
  { name: 'tags', kind: 'key-values', label: 'Tags' }
];

function open<R>(submit: (values: Record<string, unknown>, context: SubmitContext) => Promise<R>) {
  return showFormDialog({ trans, title: 'New thing', accept: 'Create', fields: FIELDS, submit });
}
const named = (role: string, name: string) => screen.findByRole(role, { name });

beforeAll(() => giveElementsSize());

test('hands over what was typed, and resolves with the answer', async () => {
  const user = userEvent.setup();
  const submit = jest.fn(async () => 'made');
  const answer = open(submit);
  await user.type(await screen.findByLabelText(/^Name/), 'mine');
  await user.type(screen.getByLabelText('Processors'), '4');
  await user.click(screen.getByRole('button', { name: 'Add' }));
  await user.type(screen.getByLabelText('Name 1'), 'team');
  await user.type(screen.getByLabelText('Value 1'), 'blue');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  await expect(answer).resolves.toBe('made');
  expect(submit).toHaveBeenCalledWith(
    { name: 'mine', cpus: 4, tags: { team: 'blue' } },
    expect.anything()
  );
  expect(document.querySelector('dialog')).toBeNull();
});

test('says at the field what is wrong, goes there, and does not send', async () => {
  const user = userEvent.setup();
  const submit = jest.fn(async () => 'made');
  const answer = open(submit);
  await user.type(await screen.findByLabelText('Processors'), '0');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  expect(screen.getByText('Name is needed.')).toBeTruthy();
  expect(screen.getByText('Processors must be at least 1.')).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByLabelText(/^Name/));
  expect(submit).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await expect(answer).resolves.toBeNull();
});

test('takes back what it said of two fields when either of them is put right', async () => {
  const user = userEvent.setup();
  const validate: FieldSpec['validate'] = (value, { least }) =>
    Number(least) > Number(value) ? 'There are fewer than that.' : undefined;
  const answer = showFormDialog({
    ...{ trans, title: 'Nodes', accept: 'Create', submit: () => Promise.resolve('made') },
    fields: [
      { name: 'least', kind: 'number', label: 'At least' },
      { name: 'most', kind: 'number', label: 'At most', validate }
    ],
    values: { least: 3, most: 2 }
  });
  await user.click(await named('button', 'Create'));
  expect(screen.getByText('There are fewer than that.')).toBeTruthy();
  await user.clear(screen.getByLabelText('At least'));
  await user.type(screen.getByLabelText('At least'), '1');
  expect(screen.queryByText('There are fewer than that.')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Create' }));
  await expect(answer).resolves.toBe('made');
});

test('shows what the server found at the field that it is about', async () => {
  const user = userEvent.setup();
  const failure = Object.assign(new Error('The request is not valid.'), {
    code: 'invalid-input',
    remedy: 'Correct it.',
    fields: [
      { path: 'body.name', message: 'must not end with a space' },
      { path: 'body.other', message: 'is odd' }
    ]
  });
  const answer = open(() => Promise.reject(failure));
  await user.type(await screen.findByLabelText(/^Name/), 'x');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The request is not valid.');
  expect(alert.textContent).toContain('Correct it.');
  expect(alert.textContent).toContain('body.other is odd');
  expect(screen.getByText('Name must not end with a space')).toBeTruthy();
  expect(screen.getByLabelText(/^Name/).getAttribute('aria-invalid')).toBe('true');
  await user.click(await named('button', 'Close'));
  await expect(answer).resolves.toBeNull();
});

test('does not repeat in the alert what stands at a field', async () => {
  const user = userEvent.setup();
  const failure = Object.assign(new Error('body.name: must not end with a space'), {
    code: 'invalid-input',
    remedy: 'Correct the fields named here and send the request again.',
    fields: [{ path: 'body.name', message: 'must not end with a space' }]
  });
  const answer = open(() => Promise.reject(failure));
  await user.type(await screen.findByLabelText(/^Name/), 'x');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  expect((await screen.findByRole('alert')).textContent).toBe(
    'Nothing was saved. Correct what is marked, then send it again.'
  );
  expect(screen.getAllByText(/must not end with a space/)).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await expect(answer).resolves.toBeNull();
});

test('shows how far an upload is, and gives it up when the user does', async () => {
  const user = userEvent.setup();
  const aborted = jest.fn();
  const answer = open(
    (_, { onProgress, signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', aborted);
        onProgress(30, 120);
      })
  );
  await user.type(await screen.findByLabelText(/^Name/), 'x');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  await waitFor(() => {
    expect(screen.getByRole<HTMLProgressElement>('progressbar').position).toBe(0.25);
  });
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await expect(answer).resolves.toBeNull();
  expect(aborted).toHaveBeenCalled();
});

test('asks before Escape loses what was typed, and only then', async () => {
  const user = userEvent.setup();
  const untouched = open(async () => 'made');
  await user.click(await screen.findByLabelText(/^Name/));
  await user.keyboard('{Escape}');
  await expect(untouched).resolves.toBeNull();

  const answer = open(async () => 'made');
  await user.type(await screen.findByLabelText(/^Name/), 'mine');
  await user.keyboard('{Escape}');
  await user.click(await named('button', 'Leave'));
  await expect(answer).resolves.toBeNull();
});

test('keeps what was typed when the question is answered by no', async () => {
  const user = userEvent.setup();
  const answer = open(async ({ name }) => name);
  await user.type(await screen.findByLabelText(/^Name/), 'mine');
  await user.keyboard('{Escape}');
  await named('button', 'Leave');
  await user.keyboard('{Escape}');
  expect(screen.queryByText('Leave this form?')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Create' }));
  await expect(answer).resolves.toBe('mine');
});

test('opens a folded section for what it holds or lacks, and offers what can be chosen', async () => {
  const user = userEvent.setup();
  const folded = { section: 'More', folded: true };
  const show = (values: Record<string, unknown>) =>
    showFormDialog({
      ...{ trans, title: 'New thing', accept: 'Create', values },
      fields: [
        { name: 'place', kind: 'text', label: 'Place', suggestions: [{ value: 'lab' }] },
        { name: 'size', kind: 'number', label: 'Size', maximum: 2, ...folded }
      ],
      submit: async given => given
    });
  const details = () => document.querySelector('details')!;
  const answer = show({});
  const place = await screen.findByRole('combobox', { name: 'Place' });
  expect(place.getAttribute('list')).toBe(document.querySelector('datalist')!.id);
  expect(details().open).toBe(false);
  await user.click(screen.getByText('More'));
  await user.type(screen.getByLabelText('Size'), '3');
  await user.click(screen.getByText('More'));
  await user.click(screen.getByRole('button', { name: 'Create' }));
  expect(details().open).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await answer;
  const other = show({ size: 1 });
  await screen.findByLabelText('Size');
  expect(details().open).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await other;
});
