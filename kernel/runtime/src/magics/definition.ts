import type { Magic } from '@atelier-ml/sdk';

/** A magic as far as reading, completing and explaining it goes; it runs elsewhere. */
export type MagicDefinition = Omit<Magic, 'run'>;

/** The magics of the kernel itself. */
export const KERNEL_MAGICS: readonly MagicDefinition[] = [
  {
    name: 'lsmagic',
    kind: 'line',
    summary: 'List the magics of this kernel.',
    usage: '%lsmagic'
  },
  {
    name: 'time',
    kind: 'both',
    body: 'code',
    summary: 'Time a statement or a whole cell.',
    usage: '%time await train()\n%%time'
  },
  {
    name: 'npm',
    kind: 'line',
    summary: 'Run npm in the folder of the notebook.',
    usage: '%npm install d3',
    options: ['install', 'uninstall', 'ls', 'outdated']
  },
  {
    name: 'types',
    kind: 'line',
    summary: 'Say what becomes of type errors: block the cell, stand beside it, or stay away.',
    usage: '%types strict\n%types warn\n%types off',
    options: ['strict', 'warn', 'off']
  },
  {
    name: 'engine',
    kind: 'line',
    summary: 'Show the engine that runs cells, or change it; a change loses the variables.',
    usage: '%engine\n%engine tslab',
    options: ['native', 'tslab']
  },
  {
    name: 'html',
    kind: 'cell',
    body: 'text',
    summary: 'Show the cell as HTML.',
    usage: '%%html\n<b>text</b>'
  }
];
