import { IconButton } from '@atelier-ml/ui';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

export interface CommandButtonProps {
  commands: CommandRegistry;
  command: string;
  args: ReadonlyPartialJSONObject;
}

/** A command as a button with its icon; nothing where the command is not there. */
export function CommandButton({ commands, command, args }: CommandButtonProps) {
  const icon = commands.hasCommand(command) ? commands.icon(command, args) : undefined;
  return icon instanceof LabIcon ? (
    <IconButton
      icon={icon}
      label={commands.label(command, args).replace(/…$/, '')}
      onClick={() => void commands.execute(command, args)}
    />
  ) : null;
}
