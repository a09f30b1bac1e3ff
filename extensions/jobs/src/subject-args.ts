const string = (description: string) => ({ type: 'string', description });

/** What commands about one thing take. */
export const subjectArgs = (what: string) => ({
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
