import type { Endpoint } from '@atelier-ml/api';

/** One row that the endpoint can score: the model's example, or all values missing. */
export function exampleRow({ example, signature }: Endpoint): Record<string, unknown> {
  return example ?? Object.fromEntries(signature.inputs.map(({ name }) => [name, null]));
}

export interface CodeSample {
  readonly language: string;
  readonly code: string;
}

const KEY = 'ENDPOINT_KEY';

/** A string for a POSIX shell. */
const shellQuoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Python's literal of a JSON value. */
function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) {
    return 'None';
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  return JSON.stringify(value);
}

/** How the endpoint is called from outside; the key stands in the variable `ENDPOINT_KEY`. */
export function codeSamples(endpoint: Endpoint, url: (path: string) => string): CodeSample[] {
  const row = exampleRow(endpoint);
  const score = url(endpoint.scoringPath);
  const python = Object.entries(row)
    .map(([name, value]) => `${JSON.stringify(name)}: ${pythonLiteral(value)}`)
    .join(', ');
  return [
    {
      language: 'curl',
      code: [
        `curl -X POST ${shellQuoted(score)} \\`,
        `  -H "Authorization: Bearer $${KEY}" \\`,
        `  -H 'Content-Type: application/json' \\`,
        `  -d ${shellQuoted(JSON.stringify({ inputs: [row] }))}`
      ].join('\n')
    },
    {
      language: 'TypeScript (SDK)',
      code: [
        "import { endpoint } from '@atelier-ml/sdk';",
        '',
        `const service = await endpoint(${JSON.stringify(endpoint.name)});`,
        `await service.score(${JSON.stringify(row)});`
      ].join('\n')
    },
    {
      language: 'JavaScript (fetch)',
      code: [
        `const response = await fetch(${JSON.stringify(score)}, {`,
        "  method: 'POST',",
        `  headers: { authorization: \`Bearer \${process.env.${KEY}}\`, 'content-type': 'application/json' },`,
        `  body: JSON.stringify({ inputs: [${JSON.stringify(row)}] })`,
        '});',
        'console.log(await response.json());'
      ].join('\n')
    },
    {
      language: 'Python',
      code: [
        'import json, os, urllib.request',
        '',
        'request = urllib.request.Request(',
        `    ${JSON.stringify(score)},`,
        `    data=json.dumps({"inputs": [{${python}}]}).encode(),`,
        `    headers={"Authorization": f"Bearer {os.environ['${KEY}']}", "Content-Type": "application/json"},`,
        ')',
        'print(json.load(urllib.request.urlopen(request)))'
      ].join('\n')
    }
  ];
}
