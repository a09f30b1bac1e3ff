import { connect, syncJournals } from '@atelier-ml/sdk';

/**
 * Sends journals that tasks have left on other machines to this server, as `atelier sync` does: what it
 * has already is not counted twice.
 * @param socket where this server listens; without one they are left where they are
 */
export function createJournalDelivery(token: string, socket: string | undefined) {
  return async (folder: string): Promise<void> => {
    if (socket !== undefined) {
      await syncJournals(connect({ url: `unix:${socket}`, token }), { folders: [folder] });
    }
  };
}
