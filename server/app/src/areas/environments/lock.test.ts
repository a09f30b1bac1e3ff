import { EnvironmentSpec } from '@atelier-ml/api';
import { draftOf, parseLock, pinned } from './lock.ts';

const TEXT = `#apt
git\t1:2.39.5-0
#pip
numpy==2.3.0
scikit-learn==1.7.2
#npm
{"dependencies":{"typescript":{"version":"5.9.3"},"linked":{}}}
#r

#conda
`;

describe('the lock of an environment', () => {
  const lock = parseLock(TEXT);

  it('names each package with its version', () => {
    expect(lock).toEqual([
      { manager: 'apt', name: 'git', version: '1:2.39.5-0' },
      { manager: 'pip', name: 'numpy', version: '2.3.0' },
      { manager: 'pip', name: 'scikit-learn', version: '1.7.2' },
      { manager: 'npm', name: 'typescript', version: '5.9.3' }
    ]);
  });

  it('makes a specification that leaves no choice', () => {
    const spec = EnvironmentSpec.parse({
      kind: 'packages',
      apt: ['git'],
      pip: ['--extra-index-url https://example.org', 'scikit_learn>=1'],
      npm: ['typescript@5']
    });
    expect(pinned(spec, lock)).toMatchObject({
      apt: ['git=1:2.39.5-0'],
      pip: ['--extra-index-url https://example.org', 'numpy==2.3.0', 'scikit-learn==1.7.2'],
      npm: ['typescript@5.9.3']
    });
  });

  it('is drafted from what a kernel has installed, without what no registry has', () => {
    const { leftOut, spec } = draftOf('numpy==2.3.0\n-e /home/me/mine\nmine @ file:///tmp/x\n', '');
    expect(spec).toMatchObject({ pip: ['numpy==2.3.0'], kernels: ['python'] });
    expect(leftOut).toHaveLength(2);
  });
});
