import type { Route } from '@atelier-ml/api';

export interface Found<T> {
  entry: T;
  params: Record<string, string>;
}

/** What stands at a path: an entry of its method, or other methods that the path takes. */
export type Routing<T> = (method: string, path: string) => Found<T> | { allowed: string[] };

/** Finds routes by method and path; most paths are plain, and found at once. */
export function createRouting<T extends { route: Route }>(entries: T[]): Routing<T> {
  const plain = new Map<string, Map<string, T>>();
  const patterns: { pattern: RegExp; entry: T }[] = [];
  for (const entry of entries) {
    const { method, path } = entry.route;
    if (/[:*]/.test(path)) {
      const text = path
        .replace(/\./g, '\\.')
        .replace(/:(\w+)/g, '(?<$1>[^/]+)')
        .replace(/\*(\w+)/g, '(?<$1>.*)');
      patterns.push({ pattern: new RegExp(`^${text}$`, 's'), entry });
    } else {
      const methods = plain.get(path) ?? new Map<string, T>();
      plain.set(path, methods.set(method, entry));
    }
  }
  return (method, path) => {
    const methods = plain.get(path);
    const entry = methods?.get(method);
    if (entry) {
      return { entry, params: {} };
    }
    const allowed = [...(methods?.keys() ?? [])];
    for (const candidate of patterns) {
      const groups = candidate.pattern.exec(path)?.groups;
      if (!groups) {
        continue;
      }
      if (candidate.entry.route.method === method) {
        return { entry: candidate.entry, params: decoded(groups) };
      }
      allowed.push(candidate.entry.route.method);
    }
    return { allowed };
  };
}

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
