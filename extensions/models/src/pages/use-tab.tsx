import type { ModelVersion } from '@atelier-ml/api';
import { Card, CodeBlock, useTrans } from '@atelier-ml/ui';
import * as React from 'react';

/** How this version is named in code. */
export function UseTab({ version }: { version: ModelVersion }) {
  const trans = useTrans();
  const name = `${version.modelName}:${version.version}`;
  return (
    <div className="atl-Models-overview">
      <Card title={trans.__('Deploy from a TypeScript cell')}>
        <CodeBlock
          label={trans.__('TypeScript code')}
          code={`import { deploy } from '@atelier-ml/sdk';\n\nconst endpoint = await deploy(${JSON.stringify(version.modelName)}, ${JSON.stringify(name)});\nawait endpoint.score(${JSON.stringify(version.example ?? {}, null, 2)});`}
        />
      </Card>
      <Card title={trans.__('With a magic')}>
        <CodeBlock label={trans.__('Magic')} code={`%deploy ${name}`} />
      </Card>
      <Card title={trans.__('On the command line')}>
        <CodeBlock
          label={trans.__('Command')}
          code={`atelier models download ${JSON.stringify(version.modelName)} --version ${version.version}`}
        />
      </Card>
    </div>
  );
}
