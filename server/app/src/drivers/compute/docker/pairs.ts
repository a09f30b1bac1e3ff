/** As the engine takes labels, in its filters, and variables. */
export const pairs = (all: Record<string, string>): string[] =>
  Object.entries(all).map(([key, value]) => `${key}=${value}`);
