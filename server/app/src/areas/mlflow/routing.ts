import type { Registration } from '../../http/index.ts';

export interface Match {
  registration: Registration;
  params: Record<string, string>;
}

/** What stands at a path: a registration of its method, or other methods that it takes. */
export type Routing = (method: string, path: string) => Match | { allowed: string[] };

/** Finds registrations by method and path; most paths are plain, and found at once. */
export function createRouting(registrations: Registration[]): Routing {
  const plain = new Map<string, Map<string, Registration>>();
  const patterns: { pattern: RegExp; registration: Registration }[] = [];
  for (const registration of registrations) {
    const { method, path } = registration.route;
    if (/[:*]/.test(path)) {
      const text = path
        .replace(/\./g, '\\.')
        .replace(/:(\w+)/g, '(?<$1>[^/]+)')
        .replace(/\*(\w+)/g, '(?<$1>.*)');
      patterns.push({ pattern: new RegExp(`^${text}$`, 's'), registration });
    } else {
      const methods = plain.get(path) ?? new Map<string, Registration>();
      plain.set(path, methods.set(method, registration));
    }
  }
  return (method, path) => {
    const methods = plain.get(path);
    const registration = methods?.get(method);
    if (registration) {
      return { registration, params: {} };
    }
    const allowed = [...(methods?.keys() ?? [])];
    for (const candidate of patterns) {
      const groups = candidate.pattern.exec(path)?.groups;
      if (!groups) {
        continue;
      }
      if (candidate.registration.route.method === method) {
        return { registration: candidate.registration, params: decoded(groups) };
      }
      allowed.push(candidate.registration.route.method);
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
