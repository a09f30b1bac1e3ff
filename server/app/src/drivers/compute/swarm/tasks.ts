import type Docker from 'dockerode';

/** As the manager tells of it. Docker Engine API, "List tasks". */
export interface SwarmTask {
  ID: string;
  NodeID?: string;
  CreatedAt: string;
  DesiredState: string;
  Status: {
    State: string;
    Timestamp: string;
    Message?: string;
    Err?: string;
    ContainerStatus?: { ContainerID: string; ExitCode?: number };
  };
}

const ENDED = new Set(['complete', 'failed', 'shutdown', 'rejected', 'orphaned', 'remove']);

export const hasEnded = (task: SwarmTask): boolean => ENDED.has(task.Status.State);

/** The last that a service was given; the others are those before it. */
export async function latestTask(docker: Docker, service: string): Promise<SwarmTask | undefined> {
  const tasks = (await docker.listTasks({ filters: { service: [service] } })) as SwarmTask[];
  return tasks.sort((a, b) => (a.CreatedAt < b.CreatedAt ? 1 : -1))[0];
}
