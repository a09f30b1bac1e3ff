import type { KernelConfig } from '../config.ts';
import type { Engine, EngineName } from '../engine/engine.ts';
import type { MagicRegistry } from '../magics/registry.ts';
import type { CommContent } from '../runner/messages.ts';
import type { Message, RequestChannel } from '../wire/message.ts';
import type { Wire } from '../wire/sockets.ts';
import { ANSWERS } from './answers.ts';
import { createExecution } from './execution.ts';
import { createOutput, createParents } from './output.ts';
import { createCellQueue } from './queue.ts';
import { createRunnerHost } from './runner-host.ts';
import type { PreparedRunner } from './runner-process.ts';
import { answerQuestion, createSession } from './session.ts';

export interface Kernel {
  start(): Promise<void>;
  interrupt(): void;
  stop(): Promise<void>;
}

export interface KernelOptions {
  config: KernelConfig;
  wire: Wire;
  registry: MagicRegistry;
  runnerScript: string;
  preparedRunner?: PreparedRunner;
  createEngine(name: EngineName): Engine;
  log(message: string): void;
  /** The kernel was told to end and has answered. */
  onShutdown(): void;
}

const IDLE_BEFORE_WARMING_MS = 300;

/** A kernel: requests in, answers and outputs out. User code runs in a process of its own. */
export function createKernel(options: KernelOptions): Kernel {
  const { config, wire, registry, createEngine, log } = options;
  const session = createSession(config, createEngine(config.engine), registry);
  const parents = createParents();
  const output = createOutput(wire, parents);
  let asking: Message | undefined;
  let warmTimer: NodeJS.Timeout | undefined;

  const runner = createRunnerHost({
    script: options.runnerScript,
    prepared: options.preparedRunner,
    engine: config.engine,
    memory: config.memory,
    output,
    onInput(prompt, password) {
      if (!asking) return;
      output.flush();
      wire.reply('stdin', asking, 'input_request', { prompt, password });
    },
    onQuestion: (question, args) => answerQuestion(session, question, args),
    onLost: () => session.engine.reset()
  });
  const execution = createExecution({ session, runner, output, parents });
  const queue = createCellQueue({
    run(message) {
      asking = message;
      clearTimeout(warmTimer);
      return execution.run(message);
    },
    reply(message, content) {
      output.flush();
      wire.reply('shell', message, 'execute_reply', content);
    },
    status: (message, state) => output.status(message.header, state),
    onDone() {
      changeEngine();
      warmLater();
    },
    count: () => session.count
  });
  let isWarm = false;

  /** Loading the language service takes a second of a processor: user code goes first. */
  function warmLater(): void {
    if (isWarm) return;
    clearTimeout(warmTimer);
    warmTimer = setTimeout(() => {
      isWarm = true;
      session.engine.warm();
    }, IDLE_BEFORE_WARMING_MS);
  }

  function changeEngine(): void {
    const { nextEngine } = session;
    if (!nextEngine) return;
    session.nextEngine = undefined;
    let engine: Engine;
    try {
      engine = createEngine(nextEngine);
    } catch (error) {
      const text = `${(error as Error).message}\n`;
      if (asking) output.publish(asking.header, 'stream', { name: 'stderr', text });
      return;
    }
    void session.engine.close();
    session.engine = engine;
    void engine.load();
    session.types = nextEngine === 'tslab' ? 'strict' : 'warn';
    runner.restart(nextEngine);
    isWarm = false;
  }

  async function comm(message: Message): Promise<void> {
    await runner.comm({
      type: 'comm',
      parent: parents.add(message.header),
      kind: message.header.msg_type as 'comm_open' | 'comm_msg' | 'comm_close',
      content: message.content as unknown as CommContent,
      metadata: message.metadata,
      buffers: message.buffers
    });
    output.flush();
  }

  async function answer(type: string, message: Message): Promise<object | undefined> {
    const known = ANSWERS[type];
    if (known) return known(message.content, session);
    if (type === 'comm_info_request') {
      const target = message.content.target_name;
      const comms = await runner.comms(typeof target === 'string' ? target : undefined);
      return { status: 'ok', comms };
    }
    if (type === 'interrupt_request') {
      interrupt();
      return { status: 'ok' };
    }
    if (type === 'shutdown_request') {
      return { status: 'ok', restart: message.content.restart === true };
    }
    if (type.startsWith('comm_')) await comm(message);
    return undefined;
  }

  async function handle(channel: RequestChannel, message: Message): Promise<void> {
    const type = message.header.msg_type;
    output.status(message.header, 'busy');
    const replyType = type.replace(/_request$/, '_reply');
    try {
      const content = await answer(type, message);
      if (content) wire.reply(channel, message, replyType, content);
    } catch (error) {
      const { message: evalue, stack } = error as Error;
      log(stack ?? evalue);
      const failure = { ename: 'KernelError', evalue, traceback: [stack ?? evalue] };
      if (replyType !== type) {
        wire.reply(channel, message, replyType, { status: 'error', ...failure });
      }
    }
    output.status(message.header, 'idle');
    if (type === 'shutdown_request') {
      await stop();
      options.onShutdown();
    }
  }

  function onMessage(channel: RequestChannel, message: Message): void {
    const type = message.header.msg_type;
    if (type === 'execute_request') return queue.add(message);
    if (type === 'input_reply') return runner.answerInput(String(message.content.value ?? ''));
    void handle(channel, message);
  }

  function interrupt(): void {
    queue.abort();
    if (runner.isBusy()) runner.interrupt();
    else execution.cancel();
  }

  async function stop(): Promise<void> {
    runner.stop();
    clearTimeout(warmTimer);
    output.flush();
    await wire.drained();
    wire.close();
  }

  return {
    async start() {
      await wire.bind(onMessage);
      output.status({}, 'starting');
      await session.engine.load();
      warmLater();
    },
    interrupt,
    stop
  };
}
