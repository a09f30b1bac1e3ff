import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { createChannel } from './channel.ts';
import { createCommCenter } from './comms.ts';
import { createDisplay, createTslabModule } from './display.ts';
import { createEvaluator } from './evaluate.ts';
import { createExecutor } from './execute.ts';
import { describeFailure } from './failure.ts';
import { HIDDEN_NAME, hide } from './hidden-global.ts';
import type { HiddenGlobal } from './hidden-global.ts';
import { isHealing, watchInterrupts } from './interrupts.ts';
import { createJobs } from './job.ts';
import { KERNEL_DOOR, createKernelDoor } from './kernel-door.ts';
import { KeyboardInterrupt } from './keyboard-interrupt.ts';
import { createMagics } from './magics.ts';
import type { Command, KernelQuestion } from './messages.ts';
import { createModules } from './modules.ts';
import { createPrompt } from './prompt.ts';
import { shareState } from './shared-state.ts';
import { findShippedPackages } from './shipped-packages.ts';
import { redirectStandardStreams } from './standard-streams.ts';
import { TSLAB_MODULE } from './tslab-module.ts';
import { createTslabRunner } from './tslab-program.ts';

/** Runs user code in the folder and the environment that this process has now. */
export function serve(): void {
  const folder = process.cwd();
  const ownFile = import.meta.filename;
  const state = shareState();
  const channel = createChannel(state);
  const jobs = createJobs();
  const display = createDisplay(channel, jobs);
  const center = createCommCenter(channel, jobs);
  const prompt = createPrompt(channel, state, jobs);
  const modules = createModules(
    folder,
    findShippedPackages(path.join(import.meta.dirname, 'packages'))
  );
  const answers = new Map<number, (value: unknown) => void>();
  let questions = 0;

  function ask(question: KernelQuestion, args: string): Promise<unknown> {
    const id = ++questions;
    channel.report({ type: 'ask', id, question, args });
    return new Promise(resolve => answers.set(id, resolve));
  }

  function complain(prefix: string, error: unknown): void {
    process.stderr.write(`${prefix}${describeFailure(error, ownFile).traceback.join('\n')}\n`);
  }

  const hidden: HiddenGlobal = {
    results: {},
    slot: undefined,
    meta: { dirname: folder, url: pathToFileURL(path.join(folder, 'cell.ts')).href },
    import: specifier => modules.import(specifier),
    magic: (name, args, body) => magic(name, args, body),
    turn: () => jobs.turn(),
    wait: value => jobs.wait(value),
    waitEach: values => jobs.waitEach(values)
  };
  const presets = { display, comms: center.comms, prompt, KeyboardInterrupt };
  const evaluator = createEvaluator(hidden);
  const tslab = createTslabRunner(folder, modules.require, { ...presets, [HIDDEN_NAME]: hidden });
  const isTslab = process.argv.includes('--engine=tslab');
  const magic = createMagics({
    display,
    jobs,
    folder,
    ask,
    globals: isTslab ? tslab.scope : evaluator.scope,
    import: specifier => modules.import(specifier)
  });
  const keeper = createKernelDoor(display, jobs, error => complain('A listener failed: ', error));
  const executor = createExecutor({
    channel,
    state,
    jobs,
    magic,
    ownFile,
    run: program => (program.engine === 'tslab' ? tslab.run(program) : evaluator.run(program)),
    announce: job => job.cell && keeper.announce(job.cell)
  });

  function obey(command: Command): void {
    switch (command.type) {
      case 'execute':
        return void executor.execute(command);
      case 'comm':
        return void executor.listen(command.parent, () => center.receive(command.kind, command));
      case 'comms':
        return channel.report({
          type: 'comms',
          id: command.id,
          comms: center.list(command.target)
        });
      case 'answer':
        answers.get(command.id)?.(command.value);
        answers.delete(command.id);
    }
  }

  watchInterrupts(state, {
    onInterrupt: job => executor.interrupt(job),
    onGiveUp: job => executor.giveUp(job),
    onCut: () => evaluator.renew()
  });
  redirectStandardStreams(channel, jobs, display);
  process.on('uncaughtException', error => {
    if (!isHealing(error)) complain('Uncaught, in the background: ', error);
  });
  process.on('unhandledRejection', error => complain('Rejected, in the background: ', error));
  process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
  process.on('message', obey);

  hide(HIDDEN_NAME, hidden);
  hide(KERNEL_DOOR, keeper.door);
  hide(TSLAB_MODULE, createTslabModule(display));
  Object.assign(globalThis, presets, { require: modules.require });
  if (!isTslab) evaluator.warm();
  channel.report({ type: 'ready' });
}
