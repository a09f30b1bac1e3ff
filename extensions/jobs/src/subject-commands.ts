import { icons } from '@atelier-ml/ui';
import type { JobServices, SubjectArgs } from './services.ts';

const string = (description: string) => ({ type: 'string', description });

/** What commands about one thing take. */
const subjectArgs = (what: string) => ({
  args: {
    type: 'object',
    properties: {
      id: string(`Id of the ${what}`),
      name: string(`Name of the ${what}, for titles and questions`),
      workspace: string('Id or name of its workspace; the active one if left out')
    },
    required: ['id']
  }
});

/** Of commands that are about nothing in particular. */
export const noArgs = { args: { type: 'object', properties: {} } };

/** What the commands about one kind of thing have in common. `page` is where it is opened. */
export function subjectCommands(services: JobServices, what: string, page: string) {
  const describedBy = subjectArgs(what);
  const about = (work: (services: JobServices, args: SubjectArgs) => unknown) => ({
    describedBy,
    execute: (args: object) => work(services, args as SubjectArgs)
  });
  const open = about(({ pages }, { id, name }) => pages.open(page, { id, name: name ?? id }));
  return { about, open: { icon: icons.open, ...open } };
}
