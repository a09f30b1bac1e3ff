import { openConnection } from './http.mjs';
import { quantile } from './samples.mjs';

/**
 * Clients that send one request after the other until the time is up or `requestOf(client, index)`
 * has none left.
 *
 * @returns requests answered, their number per client and per second, and latencies in ms
 */
export async function drive({ target, clients, seconds, requestOf }) {
  const connections = await Promise.all(
    Array.from({ length: clients }, () => openConnection(target))
  );
  const latencies = [];
  const begun = performance.now();
  const deadline = begun + seconds * 1000;
  const counts = await Promise.all(
    connections.map(async (connection, client) => {
      let index = 0;
      for (let now = performance.now(); now < deadline; index++) {
        const request = requestOf(client, index);
        if (!request) {
          break;
        }
        await connection.send(request);
        const after = performance.now();
        latencies.push(after - now);
        now = after;
      }
      return index;
    })
  );
  const took = (performance.now() - begun) / 1000;
  connections.forEach(connection => connection.close());
  return {
    counts,
    perSecond: latencies.length / took,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99)
  };
}
