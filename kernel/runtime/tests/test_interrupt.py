"""Interrupts: every kind of loop ends soon, and the variables stay."""

import time

import pytest
from kernel_client import Kernel

SOON = 2.0

# What each of them does first is to tell that it begins.
LOOPS = {
    "busy": "begin(); while (true) {}",
    "in a function": "const spin = () => { begin(); for (;;); }; spin()",
    "busy after an await": "await null; begin(); while (true) {}",
    "busy in a timer": "await new Promise(() => setTimeout(() => { begin(); for (;;); }, 10))",
    "busy in an immediate": "await new Promise(() => setImmediate(() => { begin(); for (;;); }))",
    "busy in a tick": "await new Promise(() => process.nextTick(() => { begin(); for (;;); }))",
    "busy in an event": (
        "process.once('spin', () => { begin(); for (;;); });"
        "await new Promise(() => setTimeout(() => process.emit('spin'), 1))"
    ),
    "busy in a promise": "await Promise.resolve().then(() => { begin(); while (true) {} })",
    "of awaits": "begin(); while (true) await null",
    "of pauses": "begin(); while (true) await new Promise(resolve => setTimeout(resolve, 5))",
    "in try": "begin(); while (true) { try { while (true) {} } catch {} }",
    "in finally": "try { begin(); while (true) {} } finally { console.log('left') }",
    "of prints": "begin(); while (true) console.log('x'.repeat(100))",
    "a promise that never ends": "begin(); await new Promise(() => {})",
    "a promise that nobody keeps": (
        "begin(); let junk; setInterval(() => { junk = new Array(1e5).fill(0) }, 5);"
        "await new Promise(() => {})"
    ),
    "a timer without end": "begin(); await new Promise(() => setInterval(() => {}, 1))",
    "a child process": "const { execSync } = await import('node:child_process');"
    "begin(); execSync('sleep 60')",
    "a regular expression": "begin(); /^(a+)+$/.test('a'.repeat(40) + 'b')",
    "with async context": (
        "const { AsyncLocalStorage } = await import('node:async_hooks');"
        "await new AsyncLocalStorage().run(1, async () => { await null; begin(); for (;;); })"
    ),
    "Atomics.wait": "begin(); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    "in a nested script": (
        "const { runInNewContext } = await import('node:vm'); begin(); runInNewContext('for (;;);')"
    ),
}


def begin(kernel: Kernel, loop: str) -> str:
    """Runs a loop up to where it says that it begins."""
    request = kernel.start(f"function begin() {{ console.log('begun'); }}\n{loop}")
    kernel.wait_for_text("begun")
    return request


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS.keys())
def test_a_loop_ends_within_two_seconds_and_keeps_the_variables(kernel: Kernel, loop: str) -> None:
    kernel.run("globalThis.state = { kept: true }")
    request = begin(kernel, loop)
    asked = kernel.interrupt()
    cell = kernel.finish(request)
    assert time.monotonic() - asked < SOON
    assert cell.status == "error"
    assert cell.reply["content"]["ename"] == "KeyboardInterrupt"
    assert kernel.value("globalThis.state") == "{ kept: true }"
    assert (
        kernel.value("await new Promise(resolve => setTimeout(() => resolve('on'), 1))") == "'on'"
    )


def test_an_interrupted_loop_of_awaits_is_over_for_good(kernel: Kernel) -> None:
    request = kernel.start(
        "globalThis.turns = 0;\nconsole.log('begun');\n"
        "while (true) { turns++; await new Promise(resolve => setTimeout(resolve, 1)); }"
    )
    kernel.wait_for_text("begun")
    kernel.interrupt()
    kernel.finish(request)
    before = kernel.value("turns")
    assert kernel.value("await new Promise(r => setTimeout(r, 100)); turns") == before


def test_an_interrupt_aborts_the_cells_that_wait(kernel: Kernel) -> None:
    requests = [kernel.start(each) for each in ("console.log('begun'); for (;;);", "1", "2")]
    kernel.wait_for_text("begun")
    kernel.interrupt()
    assert kernel.finish(requests[0]).status == "error"
    replies = [kernel.reply_to(each)["content"]["status"] for each in requests[1:]]
    assert replies == ["aborted", "aborted"]
    assert kernel.value("3") == "3"


@pytest.mark.parametrize("fresh", [True, False])
def test_an_interrupt_before_the_cell_has_begun_is_not_lost(kernel: Kernel, fresh: bool) -> None:
    for _ in range(5):
        if fresh:
            kernel.run("process.exit(1)")  # another process that runs cells is just starting
        request = kernel.start("while (true) {}")
        kernel.until(lambda m: m["msg_type"] == "execute_input")
        kernel.interrupt()
        assert kernel.finish(request).reply["content"]["ename"] == "KeyboardInterrupt"
    assert kernel.value("1") == "1"


def test_an_interrupt_between_cells_does_nothing(kernel: Kernel) -> None:
    kernel.interrupt()
    assert kernel.value("'fine'") == "'fine'"


def test_twenty_interrupts_in_a_row(kernel: Kernel) -> None:
    for i in range(20):
        request = kernel.start(f"console.log('begun {i}.'); await null; while (true) {{}}")
        kernel.wait_for_text(f"begun {i}.")
        kernel.interrupt()
        assert kernel.finish(request).reply["content"]["ename"] == "KeyboardInterrupt"
    assert kernel.value("1") == "1"


def test_code_hears_of_the_interrupt_by_the_signal(kernel: Kernel) -> None:
    request = kernel.start(
        "const { signal } = { signal: globalThis[Symbol.for('atelier.kernel')].signal() };\n"
        "console.log('begun');\n"
        "await new Promise((_, reject) =>"
        " signal.addEventListener('abort', () => {"
        " globalThis.told = true; reject(signal.reason) }))"
    )
    kernel.wait_for_text("begun")
    kernel.interrupt()
    kernel.finish(request)
    assert kernel.value("told") == "true"


def test_a_busy_listener_of_a_widget_is_interrupted(kernel: Kernel) -> None:
    kernel.run(
        "comms.registerTarget('spin', () => { console.log('spinning'); for (;;); }); let kept = 1;"
    )
    content = {"comm_id": "spin-1", "target_name": "spin", "data": {}}
    kernel.client.shell_channel.send(kernel.client.session.msg("comm_open", content))
    kernel.wait_for_text("spinning")
    kernel.interrupt()
    kernel.until(
        lambda m: m["msg_type"] == "stream" and "KeyboardInterrupt" in m["content"]["text"]
    )
    assert kernel.value("kept") == "1"


def test_the_kernel_answers_during_a_busy_loop(kernel: Kernel) -> None:
    kernel.run("const answerable = { deeply: 1 }")
    kernel.complete("answerable.d")
    request = kernel.start("console.log('begun'); while (true) {}")
    kernel.wait_for_text("begun")
    assert kernel.client.hb_channel.is_beating()
    assert kernel.ask("kernel_info_request", {}, "control")["status"] == "ok"
    assert kernel.ask("kernel_info_request", {})["status"] == "ok"
    assert kernel.complete("answerable.d")["matches"] == ["deeply"]
    assert kernel.ask("comm_info_request", {})["comms"] == {}
    kernel.interrupt()
    assert kernel.finish(request).status == "error"
