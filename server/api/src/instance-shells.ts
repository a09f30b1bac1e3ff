import { z } from 'zod';
import { inInstance, InstanceParams } from './compute-instance.ts';
import { route } from './route.ts';
import { Empty, Id } from './values.ts';

const Size = {
  columns: z.number().int().min(1).max(2_000).default(80),
  rows: z.number().int().min(1).max(2_000).default(24)
};
const ShellParams = InstanceParams.extend({ shell: Id });
const oneShell = `${inInstance}/shells/:shell`;

/** Programs in containers that somebody types into: `compute.shells`. */
export const instanceShells = {
  open: route({
    method: 'POST',
    path: `${inInstance}/shells`,
    summary: 'Start a program in a container; it is ended unless somebody connects to it soon',
    status: 201,
    params: InstanceParams,
    body: z.object({
      argv: z.array(z.string().max(8_000)).max(1_000).optional().describe('a shell if left out'),
      terminal: z.boolean().default(true),
      ...Size
    }),
    response: z.object({ id: Id })
  }),
  connect: route({
    method: 'POST',
    path: `${oneShell}/io`,
    summary:
      'What is sent is typed into the program, what it writes is answered, both as they come',
    params: ShellParams,
    body: 'bytes',
    response: 'bytes'
  }),
  resize: route({
    method: 'PUT',
    path: `${oneShell}/size`,
    summary: 'Tell how large the terminal is',
    params: ShellParams,
    body: z.object(Size),
    response: Empty
  }),
  get: route({
    method: 'GET',
    path: oneShell,
    summary: 'Whether the program runs, or how it has ended',
    params: ShellParams,
    response: z.object({ running: z.boolean(), exitCode: z.number().int().nullable() })
  })
};
