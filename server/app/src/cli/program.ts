import { Command } from 'commander';
import { VERSION } from '../version.ts';
import { commands } from './commands/index.ts';
import { createContext } from './context.ts';

/** The command line: every area adds its own commands. */
export function createProgram(): Command {
  const program = new Command('atelier')
    .description('Atelier: an open machine-learning studio')
    .version(VERSION)
    .option('--json', 'print JSON as the server answers it')
    .option('--data <folder>', 'data folder (ATELIER_DATA)')
    .option('-w, --workspace <name>', 'workspace by name or id (ATELIER_WORKSPACE)')
    .configureHelp({ showGlobalOptions: true });
  const context = createContext(program);
  for (const register of commands) {
    register(program, context);
  }
  return program;
}
