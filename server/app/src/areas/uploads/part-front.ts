import { bearerOf } from '../../http/index.ts';
import type { FrontHandler } from '../../http/index.ts';
import type { PartUploads } from './part-uploads.ts';

const PATH = /^\/uploads\/([0-9a-f]{32})\/parts\/(\d{1,9})$/;

/** Where a part is sent to, below the address of the server. */
export const partPath = (upload: string, number: number): string =>
  `/uploads/${upload}/parts/${number}`;

/**
 * Takes parts of uploads, in front of the studio's own authentication: who sends one brings the key
 * of its upload and nothing else.
 */
export function createPartFront(uploads: Pick<PartUploads, 'put'>): FrontHandler {
  return async (request, response, exchange) => {
    const [, upload, number] = (request.method === 'PUT' && PATH.exec(request.url ?? '')) || [];
    if (!upload) {
      return false;
    }
    exchange.route = 'uploads.parts.put';
    try {
      const etag = await uploads.put(upload, Number(number), bearerOf(request) ?? '', request);
      response.writeHead(200, { etag: `"${etag}"`, 'content-length': 0 });
      response.end();
    } catch (error) {
      if (!request.complete) {
        // What is still to come of the part is not read.
        response.setHeader('connection', 'close');
      }
      throw error;
    }
    return true;
  };
}
