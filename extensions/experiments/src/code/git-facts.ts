/** Where the code of a run came from. */
export interface GitFacts {
  readonly commit: string;
  readonly branch: string | null;
  readonly remote: string | null;
  /** Page of the commit, where the remote is one that has such pages. */
  readonly link: string | null;
  /** There were changes that no commit held. */
  readonly dirty: boolean;
}

const TAG = 'mlflow.source.git.';

/** Read from the tags that MLflow's clients set too; null if the run has none of them. */
export function gitFacts(tags: Readonly<Record<string, string>>): GitFacts | null {
  const commit = tags[`${TAG}commit`];
  if (!commit) {
    return null;
  }
  // a password may stand in it
  const remote = tags[`${TAG}repoURL`]?.replace(/^(\w+:\/\/)[^@/]*:[^@/]*@/, '$1') ?? null;
  return {
    commit,
    branch: tags[`${TAG}branch`] ?? null,
    remote,
    link: remote && commitLink(remote, commit),
    dirty: tags[`${TAG}dirty`] === 'true'
  };
}

function commitLink(remote: string, commit: string): string | null {
  if (!/^[0-9a-f]{7,64}$/i.test(commit)) {
    return null;
  }
  // git@host:owner/name.git and ssh://git@host/owner/name.git name the same repository as https
  const address = remote
    .replace(/^(?:ssh:\/\/)?git@([^:/]+)[:/]/, 'https://$1/')
    .replace(/\.git\/?$/, '');
  try {
    const url = new URL(address);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') {
      return null;
    }
    const path = url.pathname.replace(/\/+$/, '');
    const part = url.hostname.includes('gitlab')
      ? '/-/commit/'
      : url.hostname.includes('bitbucket')
        ? '/commits/'
        : '/commit/';
    return `${url.protocol}//${url.host}${path}${part}${commit}`;
  } catch {
    return null;
  }
}
