"""
Drives Jupyter kernels in turns and prints what each answer took, as JSON.

    python kernel_rounds.py KERNELSPECS ROUNDS NAME…

KERNELSPECS is a folder of kernelspecs. A first round, which fills caches, is not counted.
"""

from __future__ import annotations

import json
import signal
import statistics
import sys
import time
from collections import defaultdict
from queue import Empty
from typing import Any

import psutil
import zmq
from jupyter_client import BlockingKernelClient, KernelManager
from jupyter_client.kernelspec import KernelSpecManager

PATIENCE = 120.0
SETTLING = 3.0
LINES = 10_000

CELLS = {
    "javascript": {
        "completion": "Mat",
        "lines": f"for (let i = 0; i < {LINES}; i++) {{ console.log('line ' + i); }}",
        "variables": "let total = 0; let limit = 10_000_000;",
        "loop": "for (let i = 0; i < limit; i++) { total += i % 7; }\ntotal",
    },
    "python": {
        "completion": "ma",
        "lines": f"for i in range({LINES}):\n    print('line', i)",
        "variables": "total = 0; limit = 10_000_000",
        "loop": "for i in range(limit):\n    total += i % 7\ntotal",
    },
}


def execute(client: BlockingKernelClient, code: str) -> str:
    """
    Run a cell until its reply and its last output are there.

    Returns what it printed. Raises RuntimeError if it fails.
    """
    request = client.execute(code)
    text = ""
    while True:
        message = client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") != request:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            text += content["text"]
        elif kind == "error":
            raise RuntimeError(f"{code!r} failed: {content['ename']} {content['evalue']}")
        elif kind == "status" and content["execution_state"] == "idle":
            break
    reply_to(client, request)
    return text


def first_result(client: BlockingKernelClient) -> None:
    """Run a cell, again if its output was sent before this client was heard as a listener."""
    deadline = time.perf_counter() + PATIENCE
    while time.perf_counter() < deadline:
        client.execute("1+1")
        try:
            while client.get_iopub_msg(timeout=0.25)["msg_type"] != "execute_result":
                pass
        except Empty:
            continue
        return
    raise RuntimeError("no result of the first cell")


def reply_to(client: BlockingKernelClient, request: str) -> dict[str, Any]:
    """The content of the reply to a request on the shell channel."""
    while True:
        message = client.get_shell_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") == request:
            return message["content"]


def memory_of(pid: int) -> dict[str, float]:
    """Memory in MB of a process with all below it."""
    root = psutil.Process(pid)
    each = [one.memory_full_info() for one in [root, *root.children(recursive=True)]]
    return {"rss": sum(one.rss for one in each) / 1e6, "pss": sum(one.pss for one in each) / 1e6}


def processor_time_of(pid: int) -> float:
    """Milliseconds of processor time of a process with all below it."""
    root = psutil.Process(pid)
    times = [one.cpu_times() for one in [root, *root.children(recursive=True)]]
    return sum(one.user + one.system for one in times) * 1000


def milliseconds_since(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000


def work(client: BlockingKernelClient, language: str) -> dict[str, Any]:
    """Milliseconds of each kind of request, in a kernel that has started."""
    cells = CELLS[language]
    took: dict[str, Any] = {}

    begun = time.perf_counter()
    request = client.complete(cells["completion"], len(cells["completion"]))
    matches = reply_to(client, request)["matches"]
    took["completion"] = milliseconds_since(begun)
    if not matches:
        raise RuntimeError("no completion was offered")

    round_trips = []
    for _ in range(100):
        begun = time.perf_counter()
        execute(client, "1+1")
        round_trips.append(milliseconds_since(begun))
    took["round_trip"] = statistics.median(round_trips)

    begun = time.perf_counter()
    text = execute(client, cells["lines"])
    took["lines"] = milliseconds_since(begun)
    took["lines_arrived"] = text.count("\n")

    execute(client, cells["variables"])
    begun = time.perf_counter()
    execute(client, cells["loop"])
    took["loop"] = milliseconds_since(begun)
    return took


def run_round(specs: KernelSpecManager, name: str) -> dict[str, Any]:
    """Start a kernel, use it and stop it."""
    context = zmq.Context()
    context.setsockopt(zmq.RECONNECT_IVL, 5)  # the default of 100 ms would be the resolution
    manager = KernelManager(kernel_name=name, kernel_spec_manager=specs, context=context)
    begun = time.perf_counter()
    manager.start_kernel()
    client = manager.blocking_client()
    try:
        client.start_channels(hb=False)
        reply_to(client, client.kernel_info())
        took = {"information": milliseconds_since(begun)}
        first_result(client)
        took["first_result"] = milliseconds_since(begun)
        took["first_result_work"] = processor_time_of(manager.provisioner.pid)
        time.sleep(SETTLING)
        took["idle"] = memory_of(manager.provisioner.pid)
        took |= work(client, specs.get_kernel_spec(name).language)
        time.sleep(SETTLING)
        took["used"] = memory_of(manager.provisioner.pid)
        return took
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        context.destroy(linger=0)


def main(folder: str, rounds: int, names: list[str]) -> None:
    specs = KernelSpecManager(kernel_dirs=[folder], ensure_native_kernel=False)
    results: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for count in range(rounds + 1):
        for name in names:
            took = run_round(specs, name)
            if count > 0:
                results[name].append(took)
    print(json.dumps(results))


def stop(_signal: int, _frame: object) -> None:
    raise SystemExit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
