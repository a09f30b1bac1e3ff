"""Magics and the modes of type checks and engines."""

import pytest
from kernel_client import Kernel


def test_the_list_of_magics(kernel: Kernel) -> None:
    text = kernel.run("%lsmagic").of("display_data")[0]["data"]["text/plain"]
    for name in ("%lsmagic", "%time, %%time", "%npm", "%types", "%engine", "%%html"):
        assert name in text


def test_time_keeps_the_variable_and_the_value(kernel: Kernel) -> None:
    cell = kernel.run("%time const timed = await Promise.resolve(5)\ntimed")
    assert cell.text().startswith("wall ")
    assert cell.result == "5"


def test_a_timed_cell_gives_its_value_and_declares_its_names(kernel: Kernel) -> None:
    cell = kernel.run("%%time\nconst inside = 3;\ninside * 2")
    assert cell.text().startswith("wall ")
    assert cell.result == "6"
    assert kernel.value("inside") == "3"


def test_html_shows_the_cell(kernel: Kernel) -> None:
    assert kernel.run("%%html\n<b>hi</b>").of("display_data")[0]["data"] == {
        "text/html": "<b>hi</b>"
    }


def test_an_unknown_magic_is_an_error_with_a_way_out(kernel: Kernel) -> None:
    error = kernel.run("%nothing here").error
    assert error["ename"] == "UnknownMagicError"
    assert "%lsmagic" in error["evalue"]


def test_npm_runs_beside_node_and_its_failure_is_an_error(kernel: Kernel) -> None:
    assert kernel.run("%npm --version").text().split(".")[0].isdigit()
    assert "npm ended with code" in kernel.run("%npm run no-such-script").error["evalue"]


def test_modulo_is_no_magic(kernel: Kernel) -> None:
    assert kernel.value("const seven = 7;\nseven %\n  4") == "3"
    assert kernel.value("`\n%nothing\n`.length") == "10"


def test_strict_types_block_the_cell(own_kernel: Kernel) -> None:
    own_kernel.run("%types strict")
    cell = own_kernel.run("globalThis.ran = 1;\nconst n: number = 'text';")
    assert cell.error["ename"] == "TypeScriptError"
    assert "TS2322" in cell.error["traceback"][0]
    assert ":2:7 " in cell.error["traceback"][0]
    assert own_kernel.value("Reflect.has(globalThis, 'ran')") == "false"
    assert own_kernel.run("const fine: number = 1").status == "ok"


def test_warnings_of_types_stand_beside_the_run(own_kernel: Kernel) -> None:
    request = own_kernel.start("const m: number = 'text';\nm")
    seen = own_kernel.until(
        lambda m: m["msg_type"] == "display_data" and "TS2322" in m["content"]["data"]["text/plain"]
    )
    assert seen[-1]["parent_header"]["msg_id"] == request
    [finding] = seen[-1]["content"]["data"]["application/vnd.atelier.diagnostics+json"]
    assert (finding["line"], finding["column"]) == (0, 6)
    assert own_kernel.reply_to(request)["content"]["status"] == "ok"


def test_types_of_earlier_cells_are_known(own_kernel: Kernel) -> None:
    own_kernel.run("%types strict")
    own_kernel.run("interface Row { a: number }\nconst rows: Row[] = [{ a: 1 }];")
    assert own_kernel.run("const total: number = rows[0].a").status == "ok"
    assert "TS2339" in own_kernel.run("rows[0].b").error["traceback"][0]
    own_kernel.run("interface Row { b: number }\nconst rows: Row[] = [{ b: 1 }];")
    assert own_kernel.run("rows[0].b").status == "ok"


def test_node_types_are_known_without_an_install(own_kernel: Kernel) -> None:
    own_kernel.run("%types strict")
    assert own_kernel.value("import fs from 'node:fs';\nfs.existsSync('/')") == "true"
    assert "TS2345" in own_kernel.run("fs.readFileSync({})").error["traceback"][0]


def test_no_types_no_warnings(own_kernel: Kernel) -> None:
    own_kernel.run("%types off")
    cells = [own_kernel.run(each) for each in ("const o: number = 'x'", "%types")]
    assert [cell.status for cell in cells] == ["ok", "ok"]
    assert cells[0].outputs == []


def test_the_engine_can_be_changed(own_kernel: Kernel) -> None:
    own_kernel.run("const before = 1")
    own_kernel.run("%engine tslab")
    assert (
        "TypeScript 5.0.4" in own_kernel.run("%engine").of("display_data")[0]["data"]["text/plain"]
    )
    assert own_kernel.run("const n: number = 'text'").error["ename"] == "TypeScriptError"
    own_kernel.run("%engine native")
    assert own_kernel.value("'back'") == "'back'"


@pytest.mark.parametrize("loop", ["while (true) {}", "await new Promise(() => {})"])
def test_the_engine_of_tslab_is_interrupted_too(tslab_kernel: Kernel, loop: str) -> None:
    tslab_kernel.run("let kept = 1; const f = () => kept")
    request = tslab_kernel.start(f"console.log('begun');\n{loop}")
    tslab_kernel.wait_for_text("begun")
    tslab_kernel.interrupt()
    assert tslab_kernel.finish(request).reply["content"]["ename"] == "KeyboardInterrupt"
    assert tslab_kernel.value("kept + f()") == "2"


def test_tslab_displays_and_times(tslab_kernel: Kernel) -> None:
    assert tslab_kernel.run("import * as tslab from 'tslab';\ntslab.display.html('<b>')").of(
        "display_data"
    )
    assert tslab_kernel.run("%time 2 * 3").result == "6"
