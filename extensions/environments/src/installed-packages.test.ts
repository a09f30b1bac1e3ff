import type { Kernel } from '@jupyterlab/services';
import { installedPackages } from './installed-packages.ts';

type Asked = Parameters<typeof installedPackages>[0];

const kernelOf = (language: string, printed: string): Asked =>
  ({
    info: Promise.resolve({ language_info: { name: language } }),
    requestExecute: () => {
      const future = {
        onIOPub: (_: unknown): void => undefined,
        done: Promise.resolve().then(() => {
          const content = { name: 'stdout', text: printed };
          future.onIOPub({ header: { msg_type: 'stream' }, content });
          return { content: { status: 'ok' } };
        })
      };
      return future;
    }
  }) as unknown as Kernel.IKernelConnection;

describe('what a kernel has installed', () => {
  it('is asked of the package manager of its language', async () => {
    expect(await installedPackages(kernelOf('python', 'numpy==2.3.0\n'))).toEqual({
      pip: 'numpy==2.3.0\n'
    });
    expect(await installedPackages(kernelOf('TypeScript', '{}'))).toEqual({ npm: '{}' });
    expect(await installedPackages(kernelOf('cobol', ''))).toBeNull();
  });
});
