import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { claimJournal } from './claim.ts';
import type { Delivery, DeliveryOptions } from './delivery.ts';
import { journalsOfRun } from './journal-file.ts';
import type { JournalHeader } from './journal-file.ts';
import type { JournalSection } from './journal-reader.ts';

export interface ForerunnerOptions extends Pick<DeliveryOptions, 'file' | 'connection'> {
  header: JournalHeader;
  /** Journals that whoever asks is sending already. */
  asking?: readonly string[];
  createDelivery(options: DeliveryOptions): Delivery;
}

/** The journals that come before this one: the run's others when it is resumed, its origin's when it is a fork. */
function journalsBefore(
  { file, header }: Pick<ForerunnerOptions, 'file' | 'header'>,
  { entries }: JournalSection
): string[] {
  const [first] = entries;
  if (first.seq !== 1) {
    return [];
  }
  const opening = JSON.parse(first.text) as { type: string; forkedFrom?: { run: string } };
  const run = opening.type === 'resume' ? header.run : opening.forkedFrom?.run;
  const elsewhere = header.before ? [header.before] : [];
  return [...elsewhere, ...(run ? journalsOfRun(dirname(file), run) : [])];
}

/**
 * Sends what other journals beside this one, and the one that it names, hold that the server needs first: a fork takes what is
 * there of its origin, and a run that goes on must be there and have ended before. Journals of dead
 * processes are ended and sent whole; of others, what they hold by now. That somebody else sends
 * them too does no harm: the server knows each entry by its number.
 */
export async function sendForerunners(
  first: JournalSection,
  { asking = [], connection, createDelivery, file, header }: ForerunnerOptions
): Promise<void> {
  const known = [...asking, file];
  for (const journal of journalsBefore({ file, header }, first)) {
    if (known.includes(journal)) {
      continue;
    }
    const claim = claimJournal(journal, header.server);
    const isTheirs =
      !claim.claimed &&
      (claim.because === 'unreadable' ||
        (claim.because === 'another server' && journal !== header.before));
    try {
      if (!isTheirs && existsSync(journal)) {
        const isShared = !claim.claimed;
        const isGrowing = () => isShared;
        const { size } = statSync(journal);
        await sendUpTo(
          size,
          createDelivery({ file: journal, connection, isGrowing, isShared, asking: known })
        );
      }
    } finally {
      if (claim.claimed) {
        claim.release();
      }
    }
  }
}

async function sendUpTo(size: number, delivery: Delivery): Promise<void> {
  for (;;) {
    const outcome = await delivery.step();
    if (outcome === 'delivered' || outcome === 'refused') {
      return;
    }
    if (outcome === 'idle' || delivery.progress().bytes >= size) {
      delivery.close();
      return;
    }
  }
}
