export { addTrashCommands } from './trash-commands.ts';
