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

  it('are none where there is no such tool', async () => {
    expect(await createNvidiaGpus('/no/such/tool').list()).toEqual([]);
  });
});
