/** Unit tests: `node` for server and kernel, `browser` (jsdom) for the extensions; one transform for both. */
const packages = {
  api: 'server/api',
  server: 'server/app',
  sdk: 'kernel/sdk',
  kernel: 'kernel/runtime',
  learn: 'kernel/learn',
  ui: 'extensions/ui',
  shell: 'extensions/shell',
  workspaces: 'extensions/workspaces',
  datasets: 'extensions/datasets',
  compute: 'extensions/compute',
  environments: 'extensions/environments',
  jobs: 'extensions/jobs',
  usage: 'extensions/usage',
  experiments: 'extensions/experiments',
  models: 'extensions/models',
  endpoints: 'extensions/endpoints',
  studio: 'extensions/studio'
};
const sources = Object.fromEntries(
  Object.entries(packages).map(([name, folder]) => [
    `^@atelier-ml/${name}$`,
    `<rootDir>/${folder}/src/index.ts`
  ])
);
sources['^@atelier-ml/sdk/archive$'] = '<rootDir>/kernel/sdk/src/archive/index.ts';
const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', tsx: true },
      target: 'es2022',
      transform: { react: { runtime: 'classic' } }
    },
    module: { type: 'commonjs' }
  }
];
/** Packages that ship ES modules only and so pass through the transform too. */
const esm = [
  '@jupyterlab',
  '@jupyter',
  '@lumino',
  '@microsoft',
  '@codemirror',
  '@lezer',
  '@marijn',
  '@rjsf',
  '@tanstack',
  'd3-array',
  'd3-contour',
  'internmap',
  'lib0',
  'yjs',
  'y-protocols',
  'y-websocket',
  'exenv-es6',
  'lodash-es',
  'nanoid',
  'style-mod',
  'w3c-keyname',
  'crelt',
  'tslib',
  'marked',
  'mermaid',
  'vscode-ws-jsonrpc',
  'crypto-random-string',
  'kysely',
  'commander',
  'hyparquet',
  'hyparquet-compressors',
  'hysnappy',
  'fzstd'
];
const shared = {
  rootDir: import.meta.dirname,
  cacheDirectory: '<rootDir>/.studio/jest',
  transform: { '\\.(ts|tsx|mjs|js)$': swc },
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join('|')})(/|$))`],
  modulePathIgnorePatterns: [
    '/lib/',
    '<rootDir>/kernel/runtime/dist',
    '<rootDir>/server/jupyter',
    '<rootDir>/ui-tests'
  ],
  moduleNameMapper: sources
};

export default {
  // Tests start real servers: on a busy machine that takes its time.
  testTimeout: 30_000,
  projects: [
    {
      ...shared,
      displayName: 'node',
      testEnvironment: 'node',
      roots: ['<rootDir>/server/api', '<rootDir>/server/app', '<rootDir>/kernel'],
      testMatch: ['**/src/**/*.test.ts']
    },
    {
      ...shared,
      displayName: 'browser',
      testEnvironment: '<rootDir>/jest/browser-environment.cjs',
      roots: ['<rootDir>/extensions'],
      testMatch: ['**/src/**/*.test.{ts,tsx}'],
      setupFiles: ['<rootDir>/jest/browser-globals.cjs'],
      moduleNameMapper: {
        ...sources,
        '\\.(css|less|sass|scss)$': 'identity-obj-proxy',
        '\\.svg(\\?.*)?$': '<rootDir>/jest/svg-text.cjs'
      }
    }
  ]
};
