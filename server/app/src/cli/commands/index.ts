import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { register as doctor } from './doctor.ts';
import { register as server } from './server.ts';
import { register as status } from './status.ts';
import { register as sync } from './sync.ts';
import { register as workspaces } from './workspaces.ts';

/** In the order of the help text. */
export const commands: ((program: Command, context: CliContext) => void)[] = [
  server,
  status,
  doctor,
  sync,
  workspaces
];
