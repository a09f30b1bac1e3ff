/**
 * Checks the direction of dependencies. First a self-test on a copy of the sources: each planted
 * violation must be found, so that a rule that has stopped biting fails the check and does not
 * pass in silence.
 */
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { cpSync, mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const homes = ['extensions', 'kernel', 'server/api', 'server/app'];

/** A file that breaks a rule, what it imports, and the rule that must say so. */
const PLANTED = [
  ['extensions/datasets/src/planted.ts', '@atelier-ml/models', 'area-is-a-leaf'],
  ['extensions/shell/src/planted.ts', '@atelier-ml/datasets', 'shell-names-no-area'],
  ['extensions/ui/src/planted.ts', '@atelier-ml/api', 'ui-knows-nobody'],
  ['extensions/models/src/planted.ts', '@atelier-ml/sdk', 'three-homes'],
  ['kernel/sdk/src/planted.ts', '@atelier-ml/server', 'kernel-does-not-know-the-server'],
  ['server/app/src/planted.ts', '@atelier-ml/learn', 'server-knows-only-contract-and-sdk'],
  ['server/api/src/planted.ts', '@atelier-ml/sdk', 'contract-depends-on-zod-alone'],
  ['server/app/src/areas/datasets/planted.ts', '../models/index.ts', 'server-area-order-datasets'],
  [
    'server/app/src/areas/workspaces/planted.ts',
    '../../drivers/database/sqlite.ts',
    'drivers-are-chosen-in-app'
  ],
  [
    'server/app/src/drivers/database/planted.ts',
    '../../areas/workspaces/index.ts',
    'drivers-know-no-area'
  ]
];

async function violationsIn(folder) {
  process.chdir(folder);
  const options = await extractDepcruiseOptions('./.dependency-cruiser.cjs');
  const { output } = await cruise(homes, options, undefined, {
    tsConfig: extractTSConfig('tsconfig.layers.json')
  });
  return output.summary;
}

function plantedCopy() {
  const copy = mkdtempSync(path.join(tmpdir(), 'atelier-layers-'));
  const leftOut = new Set(['node_modules', 'lib', 'dist', 'style']);
  for (const home of [
    ...homes,
    '.dependency-cruiser.cjs',
    'tsconfig.base.json',
    'tsconfig.layers.json'
  ]) {
    cpSync(path.join(root, home), path.join(copy, home), {
      recursive: true,
      filter: source => !leftOut.has(path.basename(source))
    });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  for (const [file, target] of PLANTED) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    writeFileSync(path.join(copy, file), `export * from '${target}';\n`);
  }
  return copy;
}

const copy = plantedCopy();
let found;
try {
  found = (await violationsIn(copy)).violations;
} finally {
  process.chdir(root);
  rmSync(copy, { recursive: true });
}
const missed = PLANTED.filter(
  ([file, , rule]) => !found.some(v => v.from === file && v.rule.name === rule)
);
for (const [file, target, rule] of missed) {
  console.error(`self-test: ${rule} did not notice that ${file} imports ${target}`);
}

const real = await violationsIn(root);
for (const { rule, from, to, cycle } of real.violations) {
  const way = cycle?.length ? cycle.map(step => step.name).join(' → ') : to;
  console.error(`${rule.name}: ${from} → ${way}`);
}
console.log(
  `${real.totalCruised} modules, ${real.violations.length} violations; ` +
    `${PLANTED.length - missed.length} of ${PLANTED.length} planted ones found`
);
process.exitCode = real.violations.length || missed.length ? 1 : 0;
