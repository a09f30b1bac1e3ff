/** What one check has found; a remedy stands beside whatever is not well. */
export interface Finding {
  state: 'ok' | 'warning' | 'failed';
  detail: string;
  remedy?: string;
}

export interface Check {
  name: string;
  run(): Promise<Finding>;
}

export const ok = (detail: string): Finding => ({ state: 'ok', detail });
export const warning = (detail: string, remedy: string): Finding => ({
  state: 'warning',
  detail,
  remedy
});
export const failed = (detail: string, remedy: string): Finding => ({
  state: 'failed',
  detail,
  remedy
});
