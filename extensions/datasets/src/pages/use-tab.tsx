import { Card, CodeBlock, KeyValueTable, formatBytes, formatTime, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { VersionSource } from './source.ts';

/** How this version is named in code, and what identifies its content. */
export function UseTab({ dataset, version }: VersionSource) {
  const trans = useTrans();
  const name = `${dataset.name}:${version}`;
  const content = dataset.latest;
  return (
    <div className="atl-Datasets-use">
      <Card title={trans.__('In a TypeScript cell')}>
        <CodeBlock
          label={trans.__('TypeScript code')}
          code={`import { dataset } from '@atelier-ml/sdk';\n\nconst data = await dataset(${JSON.stringify(name)});\nconst rows = await data.rows();`}
        />
      </Card>
      <Card title={trans.__('With a magic')}>
        <CodeBlock
          label={trans.__('Magic')}
          code={`%data ${name.includes(' ') ? JSON.stringify(name) : name} --as rows`}
        />
      </Card>
      <Card title={trans.__('On the command line')}>
        <CodeBlock
          label={trans.__('Command')}
          code={`atelier datasets download ${JSON.stringify(dataset.name)} --version ${version}`}
        />
      </Card>
      {content.version === version && (
        <Card title={trans.__('Content')}>
          <KeyValueTable
            label={trans.__('Content of version %1', version)}
            entries={[
              [trans.__('File'), content.filename],
              [trans.__('Format'), content.format],
              [trans.__('Size'), formatBytes(content.size)],
              [trans.__('SHA-256'), <code key="hash">{content.sha256}</code>],
              [trans.__('Created'), formatTime(content.createdAt)]
            ]}
          />
        </Card>
      )}
    </div>
  );
}
