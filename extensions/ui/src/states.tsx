import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { Button } from './button.tsx';
import { icons } from './icons.ts';
import { useTrans } from './translation.tsx';

export interface EmptyStateProps {
  icon: LabIcon;
  title?: string;
  /** One sentence: what belongs here, and how it comes here. */
  text: string;
  action?: { label: string; onClick: () => void; icon?: LabIcon };
}

/** Nothing here yet: what would be, and how to get it. */
export function EmptyState({ icon, title, text, action }: EmptyStateProps) {
  return (
    <div className="atl-State">
      <span className="atl-State-figure">
        <icon.react tag="span" />
      </span>
      {title && <h3 className="atl-State-title">{title}</h3>}
      <p>{text}</p>
      {action && (
        <Button variant="primary" icon={action.icon} onClick={action.onClick}>
          {action.label}
        </Button>
      )}
    </div>
  );
}

/** The shape of what is coming, while it is on its way. */
export function LoadingState({ rows = 4, label }: { rows?: number; label?: string }) {
  const trans = useTrans();
  return (
    <div className="atl-Loading" role="status" aria-busy="true">
      <span className="atl-visuallyHidden">{label ?? trans.__('Loading…')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className="atl-Loading-row" aria-hidden="true">
          <span className="atl-Skeleton" style={{ width: `${55 + ((row * 37) % 40)}%` }} />
          <span
            className="atl-Skeleton atl-mod-thin"
            style={{ width: `${30 + ((row * 23) % 30)}%` }}
          />
        </span>
      ))}
    </div>
  );
}

/** What an error may carry beside its message. */
export interface ShownError {
  readonly message: string;
  readonly code?: string;
  readonly remedy?: string;
}

/** An error of any kind as message, code and remedy. */
export function describeError(error: unknown): ShownError {
  if (error instanceof Error) {
    const { message, code, remedy } = error as Error & Partial<ShownError>;
    return {
      message,
      code: typeof code === 'string' ? code : undefined,
      remedy: typeof remedy === 'string' ? remedy : undefined
    };
  }
  return { message: String(error) };
}

/** What went wrong, what to do about it, and a way to try again. */
export function ErrorState({
  error,
  onRetry,
  children
}: {
  error: unknown;
  onRetry?: () => void;
  children?: React.ReactNode;
}) {
  const trans = useTrans();
  const { message, code, remedy } = describeError(error);
  return (
    <div className="atl-State atl-mod-error" role="alert">
      <span className="atl-State-figure">
        <icons.warning.react tag="span" />
      </span>
      <p className="atl-State-title">{message}</p>
      {remedy && <p>{remedy}</p>}
      {code && <code className="atl-State-code">{code}</code>}
      {children}
      {onRetry && (
        <Button icon={icons.refresh} onClick={onRetry}>
          {trans.__('Try again')}
        </Button>
      )}
    </div>
  );
}
