import { routes } from '@atelier-ml/api';
import type { FastRoute } from '../../http/index.ts';
import { parseInput } from '../../http/index.ts';
import { readPoints } from './journal-body.ts';
import type { Journal, Journalled } from './journal.service.ts';

const PATH = /^\/api\/workspaces\/([^/?%]{1,128})\/runs\/([0-9a-f]{32})\/journal$/;

/** The journal of runs, answered in front of the router. */
export function createJournalFront(journal: Journal): FastRoute {
  return {
    name: 'runs.journal',
    method: 'POST',
    match(path) {
      const found = PATH.exec(path);
      return found ? { workspace: found[1]!, run: found[2]! } : undefined;
    },
    handle: ({ body, params, user }) =>
      journal.append({
        workspace: params.workspace!,
        user,
        runId: params.run!,
        ...readBody(params, body)
      })
  };
}

function readBody(
  params: Record<string, string>,
  body: unknown
): Pick<Journalled, 'source' | 'entries' | 'points' | 'isEmpty'> {
  const points = readPoints(params.run!, body);
  const parse = () => {
    const route = routes.runs.journal;
    const input = parseInput(route, { params, query: {}, body });
    return input.body as Pick<Journalled, 'source'> & {
      entries: ReturnType<Journalled['entries']>;
    };
  };
  if (points) {
    return { source: points.source!, points, isEmpty: false, entries: () => parse().entries };
  }
  const { entries, source } = parse();
  return { source, isEmpty: !entries.length, entries: () => entries };
}
