/** Quotas and rates belong to no workspace. */
const NOWHERE = '0'.repeat(32);

/** The news that quotas or rates have changed. */
export const usageChange = (name: string) =>
  ({
    kind: 'usage',
    action: 'updated',
    workspaceId: NOWHERE,
    subjectId: NOWHERE,
    name
  }) as const;
