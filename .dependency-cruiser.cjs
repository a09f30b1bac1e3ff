/**
 * The direction of dependencies, as docs/architecture.md draws it. `scripts/check-layers.mjs` runs
 * these rules and proves first, on planted violations, that they still bite.
 */
const AREAS = 'workspaces|datasets|usage|compute|environments|jobs|experiments|models|endpoints';

/** Which other areas' `index.ts` a server area may import (types only). */
const SERVER_ORDER = {
  workspaces: [],
  datasets: ['workspaces'],
  usage: ['workspaces'],
  compute: ['workspaces', 'environments', 'usage'],
  environments: ['workspaces'],
  jobs: ['workspaces', 'datasets', 'usage', 'compute', 'environments', 'experiments'],
  experiments: ['workspaces', 'blobs', 'compute'],
  models: ['workspaces', 'blobs', 'experiments'],
  endpoints: ['workspaces', 'blobs', 'experiments', 'models'],
  mlflow: ['workspaces', 'uploads', 'experiments', 'models'],
  views: ['workspaces'],
  trash: ['workspaces', 'uploads'],
  lineage: ['workspaces', 'experiments']
};

const serverAreaRules = Object.entries(SERVER_ORDER).map(([area, allowed]) => ({
  name: `server-area-order-${area}`,
  comment: `The server area ${area} may use only: ${allowed.join(', ') || 'no other area'}.`,
  severity: 'error',
  from: { path: `^server/app/src/areas/${area}/`, pathNot: '[.]test[.]ts$' },
  to: {
    path: '^server/app/src/areas/([^/]+)/',
    pathNot: `^server/app/src/areas/(${[area, 'blobs', 'events', 'system', ...allowed].join('|')})/`
  }
}));

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle has no layers.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
    },
    {
      name: 'area-is-a-leaf',
      comment: "An area's front end imports no other area; they meet by command and token.",
      severity: 'error',
      from: { path: `^extensions/(${AREAS})/` },
      to: { path: `^extensions/(${AREAS}|studio)/`, pathNot: '^extensions/$1/' }
    },
    {
      name: 'shell-names-no-area',
      comment: 'Areas plug into the shell; the shell does not know them.',
      severity: 'error',
      from: { path: '^extensions/shell/' },
      to: { path: `^extensions/(${AREAS}|studio)/` }
    },
    {
      name: 'ui-knows-nobody',
      comment: 'Components know neither shell nor area nor contract.',
      severity: 'error',
      from: { path: '^extensions/ui/' },
      to: { path: '^(extensions/(?!ui/)|server/|kernel/)' }
    },
    {
      name: 'three-homes',
      comment: 'Browser, server and kernel meet in the contract (and the command line in the SDK).',
      severity: 'error',
      from: { path: '^extensions/' },
      to: { path: '^(server/app|server/jupyter|kernel)/' }
    },
    {
      name: 'kernel-does-not-know-the-server',
      severity: 'error',
      from: { path: '^kernel/' },
      to: { path: '^(server/app|extensions)/' }
    },
    {
      name: 'server-knows-only-contract-and-sdk',
      severity: 'error',
      from: { path: '^server/app/', pathNot: '[.]test[.]ts$' },
      to: { path: '^(extensions|kernel/(runtime|learn))/' }
    },
    {
      name: 'contract-depends-on-zod-alone',
      severity: 'error',
      from: { path: '^server/api/src/', pathNot: '[.]test[.]ts$' },
      to: { pathNot: '^(server/api/src/|node_modules/zod/)' }
    },
    {
      name: 'drivers-are-chosen-in-app',
      comment: 'An area speaks to the port that lies beside the drivers, never to a driver.',
      severity: 'error',
      from: { path: '^server/app/src/areas/', pathNot: '[.]test[.]ts$|/testing/' },
      to: {
        path: '^server/app/src/drivers/([^/]+)/',
        pathNot: '^server/app/src/drivers/([^/]+)/(\\1|index)[.]ts$'
      }
    },
    {
      name: 'drivers-know-no-area',
      severity: 'error',
      from: { path: '^server/app/src/drivers/', pathNot: '[.]test[.]ts$' },
      to: { path: '^server/app/src/(areas|http|cli)/' }
    },
    {
      name: 'through-the-index',
      comment: 'From outside, a server area is imported through its index.ts.',
      severity: 'error',
      from: { path: '^server/app/src/(?!areas/)', pathNot: '[.]test[.]ts$|/testing/' },
      to: { path: '^server/app/src/areas/[^/]+/(?!index[.]ts$)' }
    },
    ...serverAreaRules
  ],
  options: {
    doNotFollow: { path: '(^|/)(node_modules|lib|dist)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.layers.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts']
    }
  }
};
