import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How the repository stands that a folder lies in. */
export interface GitState {
  commit: string;
  /** Empty when no branch is checked out. */
  branch: string;
  /** Address of `origin` without what one logs in with; empty when there is none. */
  remote: string;
  /** Whether something differs from the commit, also files that git does not know yet. */
  dirty: boolean;
  /** Changes of files that git knows and does not ignore. */
  diff: string;
}

/** Larger differences are cut: they are no source any more. */
const longestDiff = 1024 * 1024;

/** Nothing that the repository's own configuration names is run, and nothing is asked or locked. */
const options = (folder: string) => ({
  cwd: folder,
  timeout: 10_000,
  maxBuffer: 64 * 1024 * 1024,
  env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
});

async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', ['-c', 'core.fsmonitor=false', ...args], options(folder));
  return stdout;
}

const orNothing = (text: Promise<string>): Promise<string> => text.catch(() => '');

/** An address may carry a password or a token before its host. */
export const withoutLogin = (address: string): string =>
  address.replace(/^([\w+.-]+:\/\/)[^@/]*@/, '$1');

/** Files that were committed although they are to be ignored: often settings with secrets. */
async function ignoredButKnown(folder: string): Promise<string[]> {
  const listed = await git(folder, 'ls-files', '--cached', '--ignored', '--exclude-standard', '-z');
  return listed.split('\0').filter(path => path !== '');
}

async function diffOf(folder: string): Promise<string> {
  const top = (await git(folder, 'rev-parse', '--show-toplevel')).trimEnd();
  const left = await ignoredButKnown(top);
  const without = left.map(path => `:(top,exclude,literal)${path}`);
  const args = ['--no-ext-diff', '--no-textconv', '--no-color', '--submodule=short'];
  const diff = await git(top, 'diff', 'HEAD', ...args, '--', '.', ...without);
  return diff.length > longestDiff
    ? `${diff.slice(0, longestDiff)}\n… cut after ${longestDiff} of ${diff.length} characters\n`
    : diff;
}

/** Undefined where there is no repository, no commit, or no git. */
export async function readGit(folder: string): Promise<GitState | undefined> {
  const commit = (await orNothing(git(folder, 'rev-parse', '--verify', 'HEAD'))).trim();
  if (!/^[0-9a-f]{40,64}$/.test(commit)) {
    return undefined;
  }
  const [branch, remote, changes, diff] = await Promise.all([
    orNothing(git(folder, 'symbolic-ref', '--short', '-q', 'HEAD')),
    orNothing(git(folder, 'remote', 'get-url', 'origin')),
    orNothing(git(folder, 'status', '--porcelain', '--untracked-files=normal')),
    orNothing(diffOf(folder))
  ]);
  return {
    commit,
    branch: branch.trim(),
    remote: withoutLogin(remote.trim()),
    dirty: changes !== '',
    diff
  };
}
