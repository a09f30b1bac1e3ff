import { EnvironmentSpec } from '@atelier-ml/api';
import { parse } from 'yaml';
import { draftOf, parseLock, pinned } from './lock.ts';

const TEXT = `#apt
git\t1:2.39.5-0
#pip
numpy==2.3.0
scikit-learn==1.7.2
six==1.17.0
#npm
{"dependencies":{"typescript":{"version":"5.9.3"},"linked":{}}}
#r

#conda
numpy\t2.3.0\tpy311h1\thttps://me:secret@example.org/t/secret/main/linux-64/numpy-2.3.0-py311h1.conda\tsha256:ab
tzdata\t2025b\t0\thttps://example.org/main/noarch/tzdata-2025b-0.conda\tmd5:cd
#conda-pip
numpy==2.3.0
six==1.16.0
`;

describe('the lock of an environment', () => {
  const lock = parseLock(TEXT);

  it('names each package with its version', () => {
    expect(lock).toEqual([
      { manager: 'apt', name: 'git', version: '1:2.39.5-0' },
      { manager: 'pip', name: 'scikit-learn', version: '1.7.2' },
      { manager: 'pip', name: 'six', version: '1.17.0' },
      { manager: 'npm', name: 'typescript', version: '5.9.3' },
      {
        ...{ manager: 'conda', name: 'numpy', version: '2.3.0', build: 'py311h1' },
        ...{ url: 'https://example.org/main/linux-64/numpy-2.3.0-py311h1.conda', hash: 'sha256:ab' }
      },
      {
        ...{ manager: 'conda', name: 'tzdata', version: '2025b', build: '0' },
        ...{ url: 'https://example.org/main/noarch/tzdata-2025b-0.conda', hash: 'md5:cd' }
      }
    ]);
  });

  it('makes a specification that leaves no choice', () => {
    const spec = EnvironmentSpec.parse({
      kind: 'packages',
      apt: ['git'],
      pip: ['--extra-index-url https://example.org', 'scikit_learn>=1'],
      conda: ['numpy'],
      npm: ['typescript@5']
    });
    expect(pinned(spec, lock)).toMatchObject({
      apt: ['git=1:2.39.5-0'],
      pip: ['--extra-index-url https://example.org', 'scikit-learn==1.7.2', 'six==1.17.0'],
      conda: [
        'https://example.org/main/linux-64/numpy-2.3.0-py311h1.conda#sha256:ab',
        'https://example.org/main/noarch/tzdata-2025b-0.conda#cd'
      ],
      npm: ['typescript@5.9.3']
    });
  });

  it('keeps in files where pip finds packages, and nothing else that leaves a choice', () => {
    const spec = EnvironmentSpec.parse({
      kind: 'files',
      files: {
        'environment.yml':
          'dependencies: [numpy, {pip: [--extra-index-url https://one.example, -r more.txt]}]',
        'more.txt': '--trusted-host two.example\nsix>=1 \\\n  --hash=sha256:ef\n',
        'requirements.txt': '-r more.txt\n-f https://three.example\n--require-hashes\nsix'
      }
    });
    const { files } = pinned(spec, lock) as { files: Record<string, string> };
    const packages = ['scikit-learn==1.7.2', 'six==1.17.0'];
    expect(parse(files['environment.yml']!)).toMatchObject({
      dependencies: [
        expect.any(String),
        expect.any(String),
        {
          pip: ['--extra-index-url https://one.example', '--trusted-host two.example', ...packages]
        }
      ]
    });
    expect(files['requirements.txt']).toBe(['-f https://three.example', ...packages].join('\n'));
  });

  it('is drafted from what a kernel has installed, without what no registry has', () => {
    const { leftOut, spec } = draftOf('numpy==2.3.0\n-e /home/me/mine\nmine @ file:///tmp/x\n', '');
    expect(spec).toMatchObject({ pip: ['numpy==2.3.0'], kernels: ['python'] });
    expect(leftOut).toHaveLength(2);
  });
});
