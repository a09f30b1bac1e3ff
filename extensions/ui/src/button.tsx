import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { classes } from './classes.ts';

export interface ButtonProps extends Omit<React.ButtonHTMLAttributes<HTMLButtonElement>, 'type'> {
  /** `primary`: the one main action of its surroundings; `quiet`: no border. */
  variant?: 'primary' | 'default' | 'quiet' | 'danger';
  icon?: LabIcon;
  busy?: boolean;
  /** Submits the form around it. */
  submit?: boolean;
}

/** A button with text. */
export const Button = React.forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { variant = 'default', icon, busy, submit, className, children, disabled, ...rest },
  ref
) {
  return (
    <button
      ref={ref}
      type={submit ? 'submit' : 'button'}
      className={classes('atl-Button', `atl-mod-${variant}`, className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? (
        <span className="atl-Spinner" aria-hidden="true" />
      ) : (
        icon && <icon.react tag="span" className="atl-Button-icon" />
      )}
      {children}
    </button>
  );
});

export interface IconButtonProps extends Omit<
  React.ButtonHTMLAttributes<HTMLButtonElement>,
  'type' | 'aria-label'
> {
  icon: LabIcon;
  /** Its name for screen readers, and its tooltip. */
  label: string;
  pressed?: boolean;
}

/** A button that is an icon. */
export const IconButton = React.forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { icon, label, pressed, className, ...rest },
  ref
) {
  return (
    <button
      ref={ref}
      type="button"
      className={classes('atl-IconButton', className)}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      {...rest}
    >
      <icon.react tag="span" />
    </button>
  );
});
