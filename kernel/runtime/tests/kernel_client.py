"""What the tests say to a kernel, and what they hear."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.manager import KernelManager

TIMEOUT = 30
Message = dict[str, Any]


@dataclass
class Cell:
    """What came of one cell."""

    id: str
    reply: Message = field(default_factory=dict)
    outputs: list[Message] = field(default_factory=list)

    @property
    def status(self) -> str:
        return str(self.reply["content"]["status"])

    def text(self, name: str = "stdout") -> str:
        return "".join(
            m["content"]["text"]
            for m in self.outputs
            if m["msg_type"] == "stream" and m["content"]["name"] == name
        )

    def of(self, msg_type: str) -> list[Message]:
        return [m["content"] for m in self.outputs if m["msg_type"] == msg_type]

    @property
    def result(self) -> str | None:
        results = self.of("execute_result")
        return results[0]["data"]["text/plain"] if results else None

    @property
    def error(self) -> Message:
        return self.of("error")[0]


class Kernel:
    def __init__(self, name: str, folder: Path) -> None:
        self.manager = KernelManager(kernel_name=name)
        self.folder = folder
        # Replies that came before the one that was waited for.
        self.early: dict[str, Message] = {}

    def __enter__(self) -> Kernel:
        self.manager.start_kernel(cwd=str(self.folder))
        self.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def connect(self) -> None:
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=TIMEOUT)

    def restart(self) -> None:
        self.client.stop_channels()
        self.manager.restart_kernel()
        self.connect()

    def start(self, code: str, **options: Any) -> str:
        metadata = options.pop("metadata", None)
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
            **options,
        }
        message = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def until(self, wanted: Callable[[Message], bool], timeout: float = TIMEOUT) -> list[Message]:
        """Published messages up to the first that is wanted."""
        seen = []
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            try:
                message = self.client.get_iopub_msg(timeout=end - time.monotonic())
            except Empty:
                break
            seen.append(message)
            if wanted(message):
                return seen
        raise AssertionError(f"Not seen within {timeout} s; seen: {seen}")

    def reply_to(self, msg_id: str, channel: str = "shell") -> Message:
        if msg_id in self.early:
            return self.early.pop(msg_id)
        while True:
            reply = getattr(self.client, f"get_{channel}_msg")(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == msg_id:
                return dict(reply)
            self.early[reply["parent_header"].get("msg_id")] = dict(reply)

    def finish(self, msg_id: str) -> Cell:
        def is_idle(message: Message) -> bool:
            return (
                message["parent_header"].get("msg_id") == msg_id
                and message["msg_type"] == "status"
                and message["content"]["execution_state"] == "idle"
            )

        seen = self.until(is_idle)
        mine = [m for m in seen if m["parent_header"].get("msg_id") == msg_id]
        outputs = [m for m in mine if m["msg_type"] not in ("status", "execute_input")]
        return Cell(msg_id, self.reply_to(msg_id), outputs)

    def run(self, code: str, **options: Any) -> Cell:
        return self.finish(self.start(code, **options))

    def value(self, code: str) -> str | None:
        cell = self.run(code)
        assert cell.status == "ok", cell.reply["content"]
        return cell.result

    def wait_for_text(self, text: str) -> None:
        """Waits until a cell has printed something: then it surely runs."""
        self.until(lambda m: m["msg_type"] == "stream" and text in m["content"]["text"])

    def interrupt(self) -> float:
        """Interrupts; gives the time when that was asked for."""
        asked = time.monotonic()
        self.manager.interrupt_kernel()
        return asked

    def ask(self, msg_type: str, content: Message, channel: str = "shell") -> Message:
        message = self.client.session.msg(msg_type, content)
        getattr(self.client, f"{channel}_channel").send(message)
        return dict(self.reply_to(message["header"]["msg_id"], channel)["content"])

    def complete(self, code: str, at: int | None = None) -> Message:
        position = len(code) if at is None else at
        return self.ask("complete_request", {"code": code, "cursor_pos": position})
