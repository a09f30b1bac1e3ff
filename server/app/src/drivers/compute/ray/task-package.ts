import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { AtelierError } from '@atelier-ml/api';
import { extract } from 'tar-stream';
import type { WorkloadSpec } from '../engine.ts';
import { zipOf } from './zip.ts';
import type { ZipEntry } from './zip.ts';

/** Ray keeps packages in the memory of its head. */
const MOST = 100 * 2 ** 20;
/** What a zip archive can count, less our own two. */
const MOST_FILES = 65_533;
const ROOT = 'job/';
const WORK = 'job/work/';
/** Beside the code, what is not the program's own. */
const OWN = '.atelier/';

/**
 * Starts the program in the folder that Ray has unpacked, in which the variables lie as well: Ray shows
 * its own variables to everybody. What the studio calls /job is wherever that folder is.
 */
const BEGIN = `
import json, os

work = os.getcwd()
own = os.path.join(work, ".atelier")
with open(os.path.join(own, "task.json")) as file:
    task = json.load(file)
os.remove(os.path.join(own, "task.json"))

def here(text):
    for name, place in (("/job/work", work), ("/job", own)):
        if text == name or text.startswith(name + "/"):
            return place + text[len(name):]
    return text

for folder in task["folders"]:
    os.makedirs(here(folder), exist_ok=True)
argv = [here(each) for each in task["argv"]]
variables = {name: here(value) for name, value in task["environment"].items()}
try:
    os.execvpe(argv[0], argv, {**os.environ, **variables})
except OSError as error:
    raise SystemExit(f"{argv[0]} cannot be started: {error.strerror}")
`;

export interface TaskPackage {
  /** Ray unpacks equal packages once: the name is that of the content. */
  name: string;
  content: Buffer;
  entrypoint: string;
}

/**
 * The folder of a task as Ray takes it, for the program and for all that it spreads: modules beside
 * the program can be imported anywhere.
 * @throws AtelierError `too-large`
 */
export async function packageOf(
  id: string,
  { argv, environment, secrets }: WorkloadSpec,
  files: Readable
): Promise<TaskPackage> {
  const { entries, folders } = await entriesOf(files);
  const task = JSON.stringify({ id, argv, environment: { ...environment, ...secrets }, folders });
  const file = (name: string, text: string): ZipEntry => ({
    name: OWN + name,
    content: Buffer.from(text),
    isExecutable: false
  });
  const content = zipOf([...entries, file('task.json', task), file('begin.py', BEGIN)]);
  const hash = createHash('sha256').update(content).digest('hex');
  return {
    ...{ content, name: `_ray_pkg_${hash.slice(0, 32)}.zip` },
    entrypoint: `python3 -u ${OWN}begin.py`
  };
}

async function entriesOf(files: Readable) {
  const entries: ZipEntry[] = [];
  const folders: string[] = [];
  let size = 0;
  const archive = extract();
  archive.on('entry', ({ mode = 0, name, size: length = 0, type }, stream, next) => {
    size += length;
    if (size > MOST || entries.length >= MOST_FILES) {
      next(tooLarge());
      return;
    }
    if (type === 'directory') {
      folders.push(`/${name}`.replace(/\/$/, ''));
    }
    buffer(stream).then(content => {
      if (type === 'file') {
        entries.push({ name: placeOf(name), content, isExecutable: (mode & 0o111) !== 0 });
      }
      next();
    }, next);
  });
  await pipeline(files, archive);
  return { entries, folders };
}

const placeOf = (name: string): string =>
  name.startsWith(WORK) ? name.slice(WORK.length) : OWN + name.slice(ROOT.length);

const tooLarge = (): AtelierError =>
  new AtelierError(
    'too-large',
    `Ray takes no more than 100 MiB and ${MOST_FILES} files of code and data with a job.`,
    { remedy: 'Let the program read large data from a store that all machines reach.' }
  );
