import type { Kernel, KernelMessage } from '@jupyterlab/services';

/** Makes a kernel print what is installed where it runs; nothing of it stays in its variables. */
const QUESTIONS: Record<string, { manager: 'pip' | 'npm'; code: string }> = {
  python: {
    manager: 'pip',
    code: `(lambda r: print(r.stdout))(__import__('subprocess').run([__import__('sys').executable, '-m', 'pip', 'freeze'], capture_output=True, text=True))`
  },
  typescript: {
    manager: 'npm',
    code: `console.log((await import('node:child_process')).execSync('npm ls --json --depth=0 2>/dev/null || true').toString())`
  }
};

/** What the kernel has installed, as the server drafts a specification of; null for other languages. */
export async function installedPackages(
  kernel: Pick<Kernel.IKernelConnection, 'info' | 'requestExecute'>
): Promise<{ pip?: string; npm?: string } | null> {
  const { language_info: language } = await kernel.info;
  const question = QUESTIONS[language.name.toLowerCase()];
  if (!question) {
    return null;
  }
  const future = kernel.requestExecute({
    code: question.code,
    silent: true,
    store_history: false,
    stop_on_error: true
  });
  let text = '';
  future.onIOPub = (message: KernelMessage.IIOPubMessage) => {
    const content = message.content as { name?: string; text?: string };
    if (message.header.msg_type === 'stream' && content.name === 'stdout') {
      text += content.text ?? '';
    }
  };
  const { content } = await future.done;
  if (content.status !== 'ok') {
    throw new Error(content.status === 'error' ? content.evalue : content.status);
  }
  return { [question.manager]: text };
}
