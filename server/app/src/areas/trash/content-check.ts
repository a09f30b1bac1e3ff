import type { ContentReference } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import type { References, TrashScope } from '../../trash.ts';

const EXAMPLES = 5;
const PAGE = 500;

export type ContentCheck = ReturnType<typeof createContentCheck>;

/** Asks all areas what they refer to. */
export function createContentCheck(queries: Queries, areas: readonly References[]) {
  return {
    /** Those of the contents that something refers to which is not in the scope. */
    async referred(sha256s: readonly string[], without?: TrashScope): Promise<Set<string>> {
      const found = new Set<string>();
      for (const area of areas) {
        const open = sha256s.filter(sha256 => !found.has(sha256));
        (await area.referred(queries, open, without)).forEach(sha256 => found.add(sha256));
      }
      return found;
    },
    async examples(sha256: string, without?: TrashScope): Promise<ContentReference[]> {
      const found: ContentReference[] = [];
      for (const area of areas) {
        found.push(...(await area.examples(queries, sha256, without, EXAMPLES)));
      }
      return found.slice(0, EXAMPLES);
    },
    /** All that is referred to, or what the rows of a scope refer to; a content may come twice. */
    async *contents(within?: TrashScope): AsyncGenerator<string[]> {
      for (const area of areas) {
        for (let after = ''; ;) {
          const page = await area.contents(queries, after, PAGE, within);
          if (page.length) {
            yield page;
          }
          if (page.length < PAGE) {
            break;
          }
          after = page.at(-1)!;
        }
      }
    }
  };
}

/** A stream of single things in groups. */
export async function* grouped<T>(source: AsyncIterable<T>, size = PAGE): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const each of source) {
    group.push(each);
    if (group.length === size) {
      yield group;
      group = [];
    }
  }
  if (group.length) {
    yield group;
  }
}
