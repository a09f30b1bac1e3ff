/** What tests leave behind on the machine: everything of the kinds below that was not there before. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SOCKET = '/var/run/docker.sock';
const OURS = /^\/?atelier[-_/]/;
/** Made once and used by many suites, the copies of programs as well; the run that has made them removes them. */
const SHARED_IMAGE = /^atelier(-test\/[a-z-]+:\d+|\/(base|debian):.+)$/;
const SHARED_VOLUME = /^atelier-bundle-/;
/** Network namespaces and links of a Swarm of engines. */
const OF_SWARM = /^a\d+(mid|door|n\d+)\b/;
/** What does not tell which run has made it. */
const OF_ALL = /^(container|volume|network|image|database|temporary \/var\/tmp\/)/;
const PATIENCE = 10_000;

async function ask(method, address) {
  if (!existsSync(SOCKET)) {
    return [];
  }
  return new Promise(resolve => {
    const asked = request({ socketPath: SOCKET, method, path: address }, async answer => {
      const text = Buffer.concat(await Array.fromAsync(answer)).toString();
      resolve(answer.statusCode === 200 ? JSON.parse(text) : []);
    });
    asked.on('error', () => resolve([])).end();
  });
}

function linesOf(program, ...parameters) {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'];
    return execFileSync(program, parameters, { encoding: 'utf8', stdio }).trim().split('\n');
  } catch {
    return []; // not installed, or nothing that this user may see
  }
}

const isOurs = ({ Labels, Name }) =>
  OURS.test(Name) || Object.keys(Labels ?? {}).some(label => label.startsWith('atelier.'));

async function containers() {
  const found = await ask('GET', '/containers/json?all=1');
  return found
    .filter(each => OURS.test(each.Image) || isOurs({ ...each, Name: each.Names[0] }))
    .map(each => `container ${each.Names[0].slice(1)} of ${each.Image}`);
}

async function volumes() {
  const { Volumes } = await ask('GET', '/volumes');
  return (Volumes ?? [])
    .filter(each => isOurs(each) && !SHARED_VOLUME.test(each.Name))
    .map(each => `volume ${each.Name}`);
}

async function networks() {
  return (await ask('GET', '/networks')).filter(isOurs).map(each => `network ${each.Name}`);
}

async function images() {
  const found = await ask('GET', '/images/json');
  return found
    .filter(each => each.RepoTags?.some(tag => OURS.test(tag)) || isOurs({ ...each, Name: '' }))
    .flatMap(each => each.RepoTags ?? [each.Id])
    .filter(tag => !SHARED_IMAGE.test(tag))
    .map(tag => `image ${tag}`);
}

/** The tests' own folder is that of temporary files, see scratch.mjs: what lies elsewhere may be anybody's. */
const folders = () =>
  [tmpdir(), '/var/tmp']
    .filter(place => existsSync(place))
    .flatMap(place => readdirSync(place).map(name => path.join(place, name)))
    .filter(found => OURS.test(path.basename(found)))
    .map(found => `temporary ${found}`);

const mounts = () =>
  existsSync('/proc/mounts')
    ? readFileSync('/proc/mounts', 'utf8')
        .split('\n')
        .map(line => line.split(' ')[1] ?? '')
        .filter(place => place.startsWith(`${tmpdir()}/`))
        .map(place => `mount ${place}`)
    : [];

const spaces = () =>
  linesOf('ip', 'netns', 'list')
    .filter(line => OF_SWARM.test(line))
    .map(line => `network namespace ${line.split(' ')[0]}`);

const links = () =>
  linesOf('ip', '-brief', 'link')
    .filter(line => OF_SWARM.test(line))
    .map(line => `network link ${line.split('@')[0]}`);

/** Programs that have been told of the tests' own folder. */
function processes() {
  const numbers = existsSync('/proc')
    ? readdirSync('/proc').filter(name => /^\d+$/.test(name))
    : [];
  return numbers.flatMap(pid => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      const isTests =
        command.includes(`${tmpdir()}/`) ||
        variables.some(each => `${each}/`.startsWith(`TMPDIR=${tmpdir()}/`));
      return command && isTests && Number(pid) !== process.pid
        ? [`process ${pid}: ${command.slice(0, 160)}`]
        : [];
    } catch {
      return []; // it has ended, or is somebody else's
    }
  });
}

const databases = url =>
  url === undefined
    ? []
    : linesOf(
        'psql',
        url,
        '-Atc',
        "select datname from pg_database where datname ~ '^atelier_test_'"
      )
        .filter(Boolean)
        .map(name => `database ${name}`);

/** @returns sentences, each of which names one thing */
async function look({ postgresql }) {
  const engine = [containers, volumes, networks, images].map(each => each());
  const machine = [folders(), mounts(), spaces(), links(), processes(), databases(postgresql)];
  return new Set([...(await Promise.all(engine)), ...machine].flat());
}

/**
 * Begins to watch: what is there now is nobody's.
 * @param place `postgresql`: address of the database server of the tests
 */
export async function watchLeaks(place) {
  const known = await look(place);
  const sharedBefore = await shared();
  /** Step by what it has left, or was still busy with at its end. */
  const steps = new Map();
  const left = async () => [...(await look(place))].filter(each => !known.has(each));
  return {
    async after(step) {
      for (const each of await left()) {
        steps.set(each, steps.get(each) ?? step);
      }
    },
    /** @returns what is left for good, with the step that has left it */
    async end() {
      for (const each of await shared()) {
        if (!sharedBefore.includes(each)) {
          await ask('DELETE', each);
        }
      }
      const deadline = performance.now() + PATIENCE;
      let found = await left();
      while (found.length && performance.now() < deadline) {
        await sleep(250);
        found = await left();
      }
      return found.map(each => {
        const others = OF_ALL.test(each) ? ', or made by somebody else on this machine' : '';
        return `${each}, left by ${steps.get(each) ?? 'the last step'}${others}`;
      });
    }
  };
}

/** Their addresses at the engine. */
async function shared() {
  const tags = (await ask('GET', '/images/json')).flatMap(each => each.RepoTags ?? []);
  const names = ((await ask('GET', '/volumes')).Volumes ?? []).map(each => each.Name);
  return [
    ...tags.filter(tag => SHARED_IMAGE.test(tag)).map(tag => `/images/${tag}`),
    ...names.filter(name => SHARED_VOLUME.test(name)).map(name => `/volumes/${name}`)
  ];
}
