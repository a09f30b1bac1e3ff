import type { CollectionPreview } from '@atelier-ml/api';
import type { IdleBlob, Storage } from '../../drivers/storage/index.ts';
import type { TrashAmounts, TrashScope, TrashShelf } from '../../trash.ts';
import { grouped } from './content-check.ts';
import type { ContentCheck } from './content-check.ts';

export interface PreviewOptions {
  shelves: readonly TrashShelf[];
  check: ContentCheck;
  storage: Storage;
}

export interface PreviewRequest {
  scope: TrashScope;
  /** Content that was put or claimed since then stays. */
  idleBefore: number;
  /** Whether only the content of what is meant is looked at. */
  chosenOnly: boolean;
}

const EXAMPLES = 50;

type Content = Pick<
  CollectionPreview,
  'freed' | 'fresh' | 'kept' | 'keptExamples' | 'missing' | 'missingExamples'
>;

/** What a collection would do. */
export async function previewCollection(
  options: PreviewOptions,
  request: PreviewRequest
): Promise<CollectionPreview> {
  const amounts = await amountsOf(options.shelves, request.scope);
  const content: Content = {
    freed: { count: 0, bytes: 0 },
    fresh: { count: 0, bytes: 0 },
    kept: { count: 0, bytes: 0 },
    keptExamples: [],
    missing: 0,
    missingExamples: []
  };
  await (request.chosenOnly
    ? lookAtChosen(options, request, content)
    : lookAtAll(options, request, content));
  return { ...amounts, ...content };
}

async function amountsOf(shelves: readonly TrashShelf[], scope: TrashScope): Promise<TrashAmounts> {
  const sum = { experiments: 0, runs: 0, loggedModels: 0, metrics: 0, points: 0, files: 0 };
  for (const shelf of shelves) {
    const found = await shelf.amounts(scope);
    for (const [name, number] of Object.entries(found)) {
      sum[name as keyof TrashAmounts] += number;
    }
  }
  return sum;
}

/** Every content that is stored, then every one that is referred to. */
async function lookAtAll(
  options: PreviewOptions,
  request: PreviewRequest,
  content: Content
): Promise<void> {
  for await (const group of grouped(options.storage.idleSince(Infinity))) {
    await sortOut(options, request, content, group);
  }
  const missing = new Set<string>();
  for await (const group of options.check.contents()) {
    for (const sha256 of group) {
      // A version whose files lie elsewhere has an empty one.
      if (sha256 && !missing.has(sha256) && !(await options.storage.find(sha256))) {
        missing.add(sha256);
        await noteMissing(options, content, sha256);
      }
    }
  }
}

async function lookAtChosen(
  options: PreviewOptions,
  request: PreviewRequest,
  content: Content
): Promise<void> {
  const seen = new Set<string>();
  for await (const page of options.check.contents(request.scope)) {
    const group: IdleBlob[] = [];
    for (const sha256 of page.filter(candidate => !seen.has(candidate))) {
      seen.add(sha256);
      const blob = await options.storage.look(sha256);
      if (blob) {
        group.push(blob);
      } else {
        await noteMissing(options, content, sha256);
      }
    }
    await sortOut(options, request, content, group);
  }
}

async function sortOut(
  { check }: PreviewOptions,
  { idleBefore, scope }: PreviewRequest,
  content: Content,
  group: IdleBlob[]
): Promise<void> {
  const sha256s = group.map(({ sha256 }) => sha256);
  const kept = await check.referred(sha256s, scope);
  for (const { sha256, size, usedAt } of group) {
    const stays = kept.has(sha256);
    const amount = stays ? content.kept : usedAt < idleBefore ? content.freed : content.fresh;
    amount.count++;
    amount.bytes += size;
    if (stays && content.keptExamples.length < EXAMPLES) {
      const references = await check.examples(sha256, scope);
      content.keptExamples.push({ sha256, size, references });
    }
  }
}

async function noteMissing(
  { check }: PreviewOptions,
  content: Content,
  sha256: string
): Promise<void> {
  content.missing++;
  if (content.missingExamples.length < EXAMPLES) {
    content.missingExamples.push({ sha256, references: await check.examples(sha256) });
  }
}
