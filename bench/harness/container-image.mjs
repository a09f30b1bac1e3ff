import path from 'node:path';
import { run } from './children.mjs';
import { inRepository } from './places.mjs';

/** An image with the C library and a shell, from this machine alone; `folder` is for what it is made of. */
export async function makeContainerImage(folder) {
  const program =
    'import sys, pathlib, container_image as c; print(c.make_image(pathlib.Path(sys.argv[1])))';
  const env = { PYTHONPATH: inRepository('server/jupyter/tests') };
  const arguments_ = ['-c', program, path.join(folder, 'image')];
  const said = await run(inRepository('.venv/bin/python'), arguments_, { env });
  return said.trim().split('\n').at(-1);
}
