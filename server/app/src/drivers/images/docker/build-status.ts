import { fieldsOf } from './wire.ts';

/** A step as BuildKit tells of it. */
export interface Vertex {
  digest: string;
  name: string;
  cached: boolean;
  started: boolean;
  completed: boolean;
  error: string;
}

interface VertexLog {
  digest: string;
  text: string;
}

/**
 * Reads one status message of a build. Format: moby/buildkit, api/services/control/control.proto,
 * StatusResponse: steps in field 1, their output in field 3.
 */
export function readStatus(message: Buffer): { vertices: Vertex[]; logs: VertexLog[] } {
  const vertices: Vertex[] = [];
  const logs: VertexLog[] = [];
  for (const [number, value] of fieldsOf(message)) {
    if (number === 1) {
      vertices.push(readVertex(value as Buffer));
    } else if (number === 3) {
      logs.push(readLog(value as Buffer));
    }
  }
  return { vertices, logs };
}

function readVertex(message: Buffer): Vertex {
  const fields = new Map(fieldsOf(message));
  const text = (number: number): string => String(fields.get(number) ?? '');
  return {
    digest: text(1),
    name: text(3),
    cached: fields.get(4) === 1,
    started: fields.has(5),
    completed: fields.has(6),
    error: text(7)
  };
}

function readLog(message: Buffer): VertexLog {
  const fields = new Map(fieldsOf(message));
  return { digest: String(fields.get(1) ?? ''), text: String(fields.get(4) ?? '') };
}
