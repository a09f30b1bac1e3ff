import { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import type { LogChunk } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import type { Download, User } from '../../http/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createLineSearch } from './log-search.ts';
import { createRunLogsStore } from './run-logs.store.ts';
import { createRunStore } from './runs.store.ts';

export interface LogQuery {
  after: number;
  before?: number;
  stream?: LogChunk['stream'];
  search?: string;
  limit: number;
}

export interface LogPage {
  chunks: LogChunk[];
  position: number;
  more: boolean;
}

export interface RunLogsOptions {
  /** For reading alone. */
  queries: Queries;
  workspaces: Workspaces;
}

const BLOCKS_AT_ONCE = 8;
/** A search that finds little gives up here and says that there is more. */
const BLOCKS_AN_ANSWER = 256;

export type RunLogs = ReturnType<typeof createRunLogs>;

/** What runs have written to their standard output and error. */
export function createRunLogs({ queries, workspaces }: RunLogsOptions) {
  const runs = createRunStore(queries);
  const store = createRunLogsStore(queries);

  async function find(workspace: string, id: string, user: User) {
    const { id: workspaceId } = await workspaces.resolve(workspace, user);
    const row = await runs.find(id);
    if (row?.workspace_id !== workspaceId) {
      throw new AtelierError('not-found', 'There is no such run in this workspace.', {
        remedy: 'It may have been deleted, or lie in another workspace.'
      });
    }
    return row;
  }

  async function forward(id: string, query: LogQuery): Promise<LogPage> {
    const search = query.search ? createLineSearch(query.search) : undefined;
    const chunks: LogChunk[] = [];
    let position = query.after;
    for (let read = 0; read < BLOCKS_AN_ANSWER; read += BLOCKS_AT_ONCE) {
      const pieces = await store.after(id, position, BLOCKS_AT_ONCE);
      if (!pieces.length) {
        chunks.push(...(search?.rest() ?? []));
        return { chunks, position, more: false };
      }
      for (const piece of pieces) {
        if (chunks.length >= query.limit) {
          return { chunks, position, more: true };
        }
        position = piece.position;
        const found = isOf(piece, query) ? (search ? search.take(piece) : piece) : undefined;
        if (found) {
          chunks.push(found);
        }
      }
    }
    return { chunks, position, more: true };
  }

  async function backward(id: string, before: number, query: LogQuery): Promise<LogPage> {
    const chunks: LogChunk[] = [];
    let position = before;
    for (let read = 0; read < BLOCKS_AN_ANSWER; read += BLOCKS_AT_ONCE) {
      const pieces = await store.before(id, position, BLOCKS_AT_ONCE);
      if (!pieces.length) {
        return { chunks, position, more: false };
      }
      position = pieces[0]!.position;
      const search = query.search ? createLineSearch(query.search) : undefined;
      const found = pieces
        .filter(piece => isOf(piece, query))
        .flatMap(piece => (search ? (search.take(piece) ?? []) : piece));
      chunks.unshift(...found, ...(search?.rest() ?? []));
      if (chunks.length >= query.limit) {
        const kept = chunks.slice(-query.limit);
        return { chunks: kept, position: kept[0]!.position, more: true };
      }
    }
    return { chunks, position, more: true };
  }

  async function* textOf(id: string): AsyncGenerator<string> {
    for (let position = 0; ;) {
      const pieces = await store.after(id, position, BLOCKS_AT_ONCE);
      if (!pieces.length) {
        return;
      }
      position = pieces.at(-1)!.position;
      yield pieces.map(piece => piece.text).join('');
    }
  }

  return {
    /**
     * Forward from `after`, where `position` says where to go on; or the last ones before `before`,
     * where `position` is what to hand back as `before` to get those that lie before these.
     */
    async log(workspace: string, id: string, query: LogQuery, user: User): Promise<LogPage> {
      const run = await find(workspace, id, user);
      return query.before === undefined
        ? forward(run.id, query)
        : backward(run.id, query.before, query);
    },
    async logFile(workspace: string, id: string, user: User): Promise<Download> {
      const run = await find(workspace, id, user);
      return {
        content: Readable.from(textOf(run.id)),
        filename: `${run.name}.log.txt`,
        mediaType: 'text/plain'
      };
    }
  };
}

function isOf(piece: LogChunk, { stream }: LogQuery): boolean {
  return stream === undefined || piece.stream === stream;
}
