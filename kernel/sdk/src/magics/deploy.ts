import { displaySymbol, tableBundle } from '../display/index.ts';
import type { ScoreOutput, ScoreRow } from '../endpoints/index.ts';
import type { Studio } from '../studio/index.ts';
import { misuse, optionOf, parseArguments } from './arguments.ts';
import type { MagicArguments } from './arguments.ts';
import type { Magic, MagicContext } from './magic.ts';

const usage = [
  '%deploy MODEL[:VERSION|@ALIAS] [--name ENDPOINT]',
  '%deploy list',
  '%deploy stop ENDPOINT',
  '%deploy score ENDPOINT EXPRESSION',
  '%deploy score diabetes { glucose: 148, mass: 33.6 }'
].join('\n');

const outputsBundle = (outputs: readonly ScoreOutput[]) => {
  const names = [...new Set(outputs.flatMap(output => Object.keys(output)))];
  return tableBundle({
    columns: names,
    rows: outputs.map(output => names.map(name => output[name]))
  });
};

async function score(studio: Studio, args: string, { globals }: MagicContext) {
  const [, name, expression] = /^\s*score\s+(\S+)\s+(.+)$/s.exec(args) ?? [];
  if (!expression) {
    throw misuse('%deploy score needs an endpoint and a row.', usage);
  }
  const rows = (await globals.evaluate(`(${expression})`)) as ScoreRow | ScoreRow[];
  const found = await studio.endpoints.get(name);
  const outputs = await found.score(Array.isArray(rows) ? rows : [rows]);
  return Object.assign(outputs, { [displaySymbol]: () => outputsBundle(outputs) });
}

async function stop(studio: Studio, name: string | undefined) {
  if (!name) {
    throw misuse('%deploy stop needs the name of an endpoint.', usage);
  }
  return (await studio.endpoints.get(name)).stop();
}

function deploy(studio: Studio, found: MagicArguments) {
  const [reference, ...rest] = found.words;
  if (reference === undefined || rest.length > 0) {
    throw misuse('%deploy needs one model.', usage);
  }
  const name = optionOf(found, 'name') ?? reference.split(/[:@]/)[0];
  return studio.endpoints.deploy(name, reference);
}

/** `%deploy`: serve a model, stop and score endpoints. */
export const deployMagic = (studio: () => Studio): Magic => ({
  name: 'deploy',
  kind: 'line',
  summary: 'Serve a model at an endpoint; list, stop and score endpoints.',
  usage,
  options: ['list', 'stop', 'score', '--name'],
  run(context) {
    if (/^score(\s|$)/.test(context.args)) {
      return score(studio(), context.args, context);
    }
    const found = parseArguments(context.args, { usage, values: ['name'] });
    switch (found.words[0]) {
      case 'list':
        return studio().endpoints.list();
      case 'stop':
        return stop(studio(), found.words[1]);
      default:
        return deploy(studio(), found);
    }
  }
});
