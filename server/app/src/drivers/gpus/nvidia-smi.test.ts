import { createNvidiaGpus } from './nvidia-smi.ts';
import { makeGpuTool, uuidOf } from './testing/stand-in.ts';

describe('the GPUs of the machine', () => {
  it('are what the tool of their driver tells', async () => {
    const tool = await makeGpuTool(2);
    expect((await createNvidiaGpus(tool.path).list())[1]).toEqual({
      ...{ uuid: uuidOf(1), index: 1, name: 'Stand-in GPU' },
      ...{ memoryTotal: 80 * 2 ** 30, memoryUsed: 2 ** 30 },
      ...{ utilizationPercent: 38, temperature: 41, powerWatts: null }
    });
    await tool.remove();
  });

  it('tell which processes work on them, and how much of their memory each has', async () => {
    const tool = await makeGpuTool(2);
    await tool.putProcesses([
      { pid: 4711, gpu: 1, memory: 512 },
      { pid: 4712, gpu: 1, memory: '[N/A]' }
    ]);
    expect(await createNvidiaGpus(tool.path).processes()).toEqual([
      { pid: 4711, uuid: uuidOf(1), memoryUsed: 512 * 2 ** 20 },
      { pid: 4712, uuid: uuidOf(1), memoryUsed: null }
    ]);
    await tool.remove();
  });

  it('are none where there is no such tool', async () => {
    const none = createNvidiaGpus('/no/such/tool');
    expect([await none.list(), await none.processes()]).toEqual([[], []]);
  });
});
