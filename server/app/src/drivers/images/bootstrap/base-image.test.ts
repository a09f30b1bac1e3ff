import { describeWithOwnEngine, startOwnEngine } from '../../compute/testing/own-engine.ts';
import type { OwnEngine } from '../../compute/testing/own-engine.ts';
import { createDockerImages } from '../docker/docker-images.ts';
import { makeBaseImage } from './base-image.ts';
import type { BaseSource } from './base-image.ts';

const PATIENCE = 240_000;

// Others build on the base image of this machine's engine meanwhile.
describeWithOwnEngine('a base image', () => {
  let engine: OwnEngine;
  const images = createDockerImages(() => Promise.resolve(engine.docker));
  const version = `test-${process.pid}`;
  const name = `atelier/base:${version}`;
  const idOf = async (): Promise<string> => (await images.inspect(name)).id;
  const unnamed = async (): Promise<string[]> => {
    const found = await images.list({ 'atelier.base': '*' });
    return found.filter(({ tags }) => tags.length === 0).map(({ id }) => id);
  };

  beforeAll(async () => {
    engine = await startOwnEngine();
  }, PATIENCE);
  afterAll(() => engine?.stop());

  async function make(from: BaseSource, stopAt?: RegExp): Promise<void> {
    const stop = new AbortController();
    const say = (text: string): void => {
      if (stopAt?.test(text)) {
        stop.abort();
      }
    };
    await makeBaseImage({ images, version, from, say, signal: stop.signal });
  }

  it(
    'that is made anew replaces the former one; a maker that is stopped leaves it, and nothing else',
    async () => {
      const before = await unnamed();
      await make('auto');
      const first = await idOf();
      await expect(make('auto', /^(Adding Node|Collecting programs)/)).rejects.toThrow();
      expect(await idOf()).toBe(first);
      expect(await unnamed()).toEqual(before);
      await make('machine');
      expect(await idOf()).not.toBe(first);
      expect(await unnamed()).toEqual(before);
    },
    PATIENCE
  );
});
