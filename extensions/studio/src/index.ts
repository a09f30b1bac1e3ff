import { plugins as compute } from '@atelier-ml/compute';
import { plugins as datasets } from '@atelier-ml/datasets';
import { plugins as endpoints } from '@atelier-ml/endpoints';
import { plugins as environments } from '@atelier-ml/environments';
import { plugins as experiments } from '@atelier-ml/experiments';
import { plugins as jobs } from '@atelier-ml/jobs';
import { plugins as models } from '@atelier-ml/models';
import { plugins as shell } from '@atelier-ml/shell';
import { plugins as usage } from '@atelier-ml/usage';
import { plugins as workspaces } from '@atelier-ml/workspaces';

export default [
  ...shell,
  ...workspaces,
  ...datasets,
  ...compute,
  ...environments,
  ...jobs,
  ...usage,
  ...experiments,
  ...models,
  ...endpoints
];
