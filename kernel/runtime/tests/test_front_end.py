"""What a front end asks: input, comms, completion, inspection, history."""

from pathlib import Path

import pytest
from kernel_client import Kernel


def test_a_cell_asks_the_user(kernel: Kernel) -> None:
    request = kernel.start("const name = prompt('Who? '); `Hello ${name}`", allow_stdin=True)
    asked = kernel.client.get_stdin_msg(timeout=10)
    assert asked["content"] == {"prompt": "Who? ", "password": False}
    kernel.client.input("Ada 😀")
    assert kernel.finish(request).result == "'Hello Ada 😀'"


def test_a_password_is_asked_for_as_one(kernel: Kernel) -> None:
    request = kernel.start("prompt('Key', { password: true }).length", allow_stdin=True)
    assert kernel.client.get_stdin_msg(timeout=10)["content"]["password"] is True
    kernel.client.input("12345")
    assert kernel.finish(request).result == "5"


def test_a_question_can_be_interrupted(kernel: Kernel) -> None:
    request = kernel.start("prompt('Who? ')", allow_stdin=True)
    kernel.client.get_stdin_msg(timeout=10)
    kernel.interrupt()
    assert kernel.finish(request).reply["content"]["ename"] == "KeyboardInterrupt"
    assert kernel.value("1") == "1"


def test_without_input_a_question_is_an_error(kernel: Kernel) -> None:
    assert "does not take input" in kernel.run("prompt()").error["evalue"]


def test_a_comm_opened_by_the_front_end_talks_both_ways(kernel: Kernel) -> None:
    kernel.run(
        "comms.registerTarget('echo', comm => comm.onMessage(m =>"
        " comm.send({ got: m.content.data, bytes: m.buffers[0]?.length }, {}, m.buffers)))"
    )
    session = kernel.client.session
    opened = session.msg("comm_open", {"comm_id": "c1", "target_name": "echo", "data": {}})
    kernel.client.shell_channel.send(opened)
    message = session.msg("comm_msg", {"comm_id": "c1", "data": {"x": 1}})
    session.send(kernel.client.shell_channel.socket, message, buffers=[b"abc"])
    answer = kernel.until(lambda m: m["msg_type"] == "comm_msg")[-1]
    assert answer["content"] == {"comm_id": "c1", "data": {"got": {"x": 1}, "bytes": 3}}
    assert bytes(answer["buffers"][0]) == b"abc"
    assert answer["parent_header"]["msg_id"] == message["header"]["msg_id"]
    listed = kernel.ask("comm_info_request", {"target_name": "echo"})
    assert listed["comms"] == {"c1": {"target_name": "echo"}}
    assert kernel.ask("comm_info_request", {"target_name": "other"})["comms"] == {}


def test_a_comm_to_an_unknown_target_is_closed(kernel: Kernel) -> None:
    content = {"comm_id": "c2", "target_name": "nobody", "data": {}}
    kernel.client.shell_channel.send(kernel.client.session.msg("comm_open", content))
    closed = kernel.until(lambda m: m["msg_type"] == "comm_close")[-1]
    assert closed["content"]["comm_id"] == "c2"


def test_a_cell_opens_a_comm(kernel: Kernel) -> None:
    cell = kernel.run("const opened = comms.open('widget', { a: 1 }); opened.send({ b: 2 })")
    assert cell.of("comm_open")[0]["target_name"] == "widget"
    assert cell.of("comm_msg")[0]["data"] == {"b": 2}


def test_completion_knows_earlier_cells_and_types(kernel: Kernel) -> None:
    kernel.run("const patient = { glucose: 148, age: 50 };\nlet patients = [patient];")
    reply = kernel.complete("const x = patients.map(p => p.gl")
    assert reply["matches"] == ["glucose"]
    assert kernel.complete("pati")["matches"][:2] == ["patient", "patients"]


def test_completion_counts_characters_not_units(kernel: Kernel) -> None:
    code = "'😀😀'; Math.hyp"
    reply = kernel.complete(code)
    assert (reply["cursor_start"], reply["cursor_end"]) == (len(code) - 3, len(code))


@pytest.mark.parametrize(
    ("code", "match"),
    [
        ("%ti", "%time"),
        ("%%ti", "%%time"),
        ("%types s", "strict"),
        ("import fs from 'node:f", "node:fs"),
        ("%%time\nMath.hyp", "hypot"),
        ("%time Math.hyp", "hypot"),
    ],
)
def test_completion_in_magics_and_texts(kernel: Kernel, code: str, match: str) -> None:
    assert match in kernel.complete(code)["matches"]


def test_inspection_gives_type_and_documentation(kernel: Kernel) -> None:
    kernel.run("/** Doubles a number. */\nfunction twice(x: number) { return x * 2 }")
    reply = kernel.ask("inspect_request", {"code": "twice", "cursor_pos": 2, "detail_level": 0})
    text = reply["data"]["text/plain"]
    assert "function twice(x: number): number" in text
    assert "Doubles a number." in text


def test_inspection_inside_a_call_gives_the_signature(kernel: Kernel) -> None:
    reply = kernel.ask(
        "inspect_request", {"code": "Math.hypot(", "cursor_pos": 11, "detail_level": 0}
    )
    assert "hypot(...values: number[]): number" in reply["data"]["text/plain"]


def test_inspection_of_a_magic(kernel: Kernel) -> None:
    reply = kernel.ask("inspect_request", {"code": "%npm ls", "cursor_pos": 2, "detail_level": 0})
    assert "Run npm" in reply["data"]["text/plain"]


def test_history_of_a_range_with_results(kernel: Kernel) -> None:
    count = kernel.run("40 + 2").reply["content"]["execution_count"]
    reply = kernel.ask(
        "history_request",
        {
            "hist_access_type": "range",
            "output": True,
            "raw": True,
            "session": 1,
            "start": count,
            "stop": count + 1,
        },
    )
    assert reply["history"] == [[1, count, ["40 + 2", "42"]]]


def test_modules_of_the_notebook_folder(kernel: Kernel, notebook_folder: Path) -> None:
    (notebook_folder / "train.ts").write_text("export const rate: number = 0.1;\n")
    assert kernel.value("import { rate } from './train';\nrate") == "0.1"
    package = notebook_folder / "node_modules" / "only-common"
    package.mkdir(parents=True)
    (package / "index.js").write_text("module.exports = Object.assign({}, { answer: 42 });\n")
    assert kernel.value("import { answer } from 'only-common';\nanswer") == "42"
    assert kernel.value("require('only-common').answer") == "42"


def test_a_module_that_changed_is_read_again(kernel: Kernel, notebook_folder: Path) -> None:
    module = notebook_folder / "changing.ts"
    module.write_text("export const version = 1;\n")
    assert kernel.value("import { version } from './changing.ts';\nversion") == "1"
    module.write_text("export const version = 20;\n")
    assert kernel.value("import { version } from './changing.ts';\nversion") == "20"


def test_a_missing_package_is_named(kernel: Kernel) -> None:
    assert "no-such-package" in kernel.run("import x from 'no-such-package'").error["evalue"]


def test_the_display_of_tslab_works(kernel: Kernel) -> None:
    cell = kernel.run(
        "import { newDisplay, display as shown } from 'tslab';\n"
        "shown.html('<b>'); const d = newDisplay(); d.text('1'); d.text('2');"
    )
    kinds = [m["msg_type"] for m in cell.outputs]
    assert kinds == ["display_data", "display_data", "update_display_data"]
