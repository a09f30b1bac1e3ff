import { routes } from '@atelier-ml/api';
import type { JournalEntry } from '@atelier-ml/api';
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
): Pick<Journalled, 'source' | 'entries' | 'points'> {
  const points = readPoints(params.run!, body);
  const parse = () =>
    parseInput(routes.runs.journal, { params, query: {}, body }).body as {
      source: string;
      entries: JournalEntry[];
    };
  if (points) {
    return { source: points.source!, points, entries: () => parse().entries };
  }
  return parse();
}
