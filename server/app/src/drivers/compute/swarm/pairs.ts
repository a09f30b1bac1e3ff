/** As the engine's filters take them. */
export const pairs = (labels: Record<string, string>): string[] =>
  Object.entries(labels).map(([key, value]) => `${key}=${value}`);
