import { execFileSync } from 'node:child_process';
import { codeSamples } from './code-samples.ts';
import { buildEndpoint } from './testing/build-endpoint.ts';

const endpoint = buildEndpoint({ example: { glucose: 148, ward: `St. John's "A"`, mass: null } });
const sample = (language: string) =>
  codeSamples(endpoint, path => `http://127.0.0.1:8888/atelier${path}`).find(
    one => one.language === language
  )!.code;

describe('the code samples of an endpoint', () => {
  it('are a command that a shell takes apart as meant', () => {
    const script = sample('curl').replace(/^curl/, 'curl() { printf "%s\\n" "$@"; }; curl');
    const words = execFileSync('sh', ['-c', script], {
      encoding: 'utf8',
      env: { ENDPOINT_KEY: 'secret' }
    }).split('\n');
    expect(words).toContain('http://127.0.0.1:8888/atelier/endpoints/default/diabetes/score');
    expect(words).toContain('Authorization: Bearer secret');
    expect(JSON.parse(words.find(word => word.startsWith('{'))!)).toEqual({
      inputs: [endpoint.example]
    });
  });

  it('are Python that compiles', () => {
    const compile = 'import sys; compile(sys.stdin.read(), "sample", "exec")';
    execFileSync('python3', ['-c', compile], { input: sample('Python') });
    expect(sample('Python')).toContain('"mass": None');
  });
});
