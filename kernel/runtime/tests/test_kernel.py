"""Cells: what they declare, return, print and throw."""

import textwrap

import pytest
from kernel_client import Kernel


def code(text: str) -> str:
    return textwrap.dedent(text).strip()


def test_a_name_may_be_declared_again_in_another_way(kernel: Kernel) -> None:
    for declaration in (
        "const again = 1",
        "let again = 'a'",
        "function again() {}",
        "class again {}",
        "var again = 2",
        "enum again { a }",
        "for (var again = 0; again < 3; again++) {}",
        "const { again } = { again: 4 }",
        "import again from 'node:os'",
        "const again = 5",
    ):
        assert kernel.run(declaration).status == "ok", declaration
    assert kernel.value("again") == "5"


def test_functions_can_be_called_above_their_declaration(kernel: Kernel) -> None:
    assert kernel.value("later(2)\nfunction later(x: number) { return x * 2 }\nlater(3)") == "6"


def test_names_above_a_failure_stay(kernel: Kernel) -> None:
    assert kernel.run("const kept = 1;\nthrow new Error('x');").status == "error"
    assert kernel.value("kept") == "1"


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("await Promise.resolve(3)", "3"),
        ("{ a: 1 }", "{ a: 1 }"),
        ("{ const inner = 1; inner }", None),
        ("undefined", None),
        ("null", "null"),
        ("10n ** 20n", "100000000000000000000n"),
        ("-0", "-0"),
        ("enum Colour { red = 'r' }\nColour.red", "'r'"),
        ("for await (const x of [1]) {}\n'😀'", "'😀'"),
        ("type T = { a: number };\nconst t: T = { a: 1 };\nt satisfies T", "{ a: 1 }"),
        ("class P { constructor(readonly x: number) {} }\nnew P(2)", "P { x: 2 }"),
        ("export const exported = 1; exported", "1"),
        ("import.meta.dirname === process.cwd()", "true"),
        ("(await import('node:path')).sep", "'/'"),
    ],
)
def test_a_cell_gives_its_last_expression(kernel: Kernel, source: str, result: str | None) -> None:
    assert kernel.value(source) == result


def test_an_error_names_the_line_of_the_cell(kernel: Kernel) -> None:
    source = code("""
        type A = { x: number };

        function fails(a: A) {
          throw new RangeError('too far');
        }
        fails({ x: 1 });
    """)
    cell = kernel.run(source)
    assert (cell.error["ename"], cell.error["evalue"]) == ("RangeError", "too far")
    number = cell.reply["content"]["execution_count"]
    trace = "\n".join(cell.error["traceback"])
    assert f"fails (In [{number}]:4:9)" in trace
    assert f"In [{number}]:6:1" in trace
    assert "→ 4 │   throw new RangeError('too far');" in trace
    assert "dist" not in trace
    assert "node:internal" not in trace


def test_an_error_of_an_earlier_cell_names_that_cell(kernel: Kernel) -> None:
    first = kernel.run("const explode = () => { throw new Error('bang'); };")
    trace = "\n".join(kernel.run("\n\nexplode()").error["traceback"])
    assert f"In [{first.reply['content']['execution_count']}]:1:" in trace


def test_causes_are_part_of_the_trace(kernel: Kernel) -> None:
    cell = kernel.run("throw new Error('outer', { cause: new TypeError('inner') })")
    assert any("Caused by: TypeError: inner" in line for line in cell.error["traceback"])


def test_what_is_thrown_need_not_be_an_error(kernel: Kernel) -> None:
    assert kernel.run("throw { a: 1 }").error["evalue"] == "{ a: 1 }"
    assert kernel.run("throw undefined").error["evalue"] == "undefined"


def test_an_error_of_syntax_names_the_line_and_runs_nothing(kernel: Kernel) -> None:
    cell = kernel.run("globalThis.ran = true;\nconst = 1;")
    assert cell.error["ename"] == "SyntaxError"
    assert any(":2:7 - TS" in line for line in cell.error["traceback"])
    assert kernel.value("'ran' in globalThis") == "false"


def test_an_error_aborts_the_cells_behind_it(kernel: Kernel) -> None:
    requests = [kernel.start(each) for each in ("throw new Error('stop')", "globalThis.late = 1")]
    cells = [kernel.finish(each) for each in requests]
    assert [cell.status for cell in cells] == ["error", "aborted"]
    assert kernel.value("'late' in globalThis") == "false"


def test_the_cells_behind_an_error_run_when_asked_for(kernel: Kernel) -> None:
    first = kernel.start("throw new Error('go on')", stop_on_error=False)
    second = kernel.start("'ran'")
    assert [kernel.finish(each).status for each in (first, second)] == ["error", "ok"]


def test_a_silent_cell_shows_and_counts_nothing(kernel: Kernel) -> None:
    before = kernel.run("1").reply["content"]["execution_count"]
    cell = kernel.run("globalThis.silent = 5; silent", silent=True, store_history=False)
    assert cell.outputs == []
    after = kernel.run("globalThis.silent")
    assert after.result == "5"
    assert after.reply["content"]["execution_count"] == before + 1


def test_expressions_of_the_front_end_are_evaluated(kernel: Kernel) -> None:
    cell = kernel.run("const seven = 7", user_expressions={"a": "seven * 2", "b": "nowhere"})
    answers = cell.reply["content"]["user_expressions"]
    assert answers["a"]["data"]["text/plain"] == "14"
    assert answers["b"]["ename"] == "ReferenceError"


def test_ten_thousand_lines_all_arrive_in_order(kernel: Kernel) -> None:
    cell = kernel.run("for (let i = 0; i < 10_000; i++) console.log(`line ${i}`)")
    assert cell.text().splitlines() == [f"line {i}" for i in range(10_000)]


def test_native_and_child_output_arrive_in_their_cell_in_order(kernel: Kernel) -> None:
    cell = kernel.run(
        code("""
        import { execSync } from 'node:child_process';
        import { writeSync } from 'node:fs';
        for (let i = 0; i < 3; i++) {
          execSync(`echo child ${i}`, { stdio: 'inherit' });
          writeSync(1, `raw ${i}\\n`);
        }
        writeSync(2, 'raw error\\n');
        """)
    )
    assert cell.text() == "".join(f"child {i}\nraw {i}\n" for i in range(3))
    assert cell.text("stderr") == "raw error\n"
    assert kernel.run("'next'").outputs[0]["msg_type"] == "execute_result"


def test_a_large_output_of_a_child_arrives_whole(kernel: Kernel) -> None:
    cell = kernel.run("execSync('seq 1 200000', { stdio: 'inherit' })")
    assert cell.text() == "".join(f"{i}\n" for i in range(1, 200_001))


def test_late_output_belongs_to_the_cell_that_began_it(kernel: Kernel) -> None:
    first = kernel.start("setTimeout(() => console.log('late'), 300); 'begun'")
    second = kernel.start("await new Promise(resolve => setTimeout(resolve, 900))")
    seen = kernel.until(lambda m: m["msg_type"] == "stream" and m["content"]["text"] == "late\n")
    assert seen[-1]["parent_header"]["msg_id"] == first
    assert kernel.finish(second).text() == ""


def test_an_error_in_the_background_is_shown_and_harms_nothing(kernel: Kernel) -> None:
    first = kernel.start("setTimeout(() => { throw new Error('behind'); }, 10); 1")
    kernel.until(lambda m: m["msg_type"] == "stream" and "Error: behind" in m["content"]["text"])
    assert kernel.reply_to(first)["content"]["status"] == "ok"
    assert kernel.value("2 + 2") == "4"


def test_a_value_says_itself_how_it_is_shown(kernel: Kernel) -> None:
    cell = kernel.run("({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<i>me</i>' }) })")
    assert cell.of("execute_result")[0]["data"] == {"text/html": "<i>me</i>"}


def test_rows_are_shown_as_a_table_with_safe_text(kernel: Kernel) -> None:
    html = kernel.run("[{ a: 1, b: '<x>' }]").of("execute_result")[0]["data"]["text/html"]
    assert "<th>a</th>" in html
    assert "&lt;x&gt;" in html


def test_an_output_can_be_updated(kernel: Kernel) -> None:
    cell = kernel.run(
        "display.html('1', { id: 'x' }); display.html('2', { id: 'x', update: true })"
    )
    assert [m["msg_type"] for m in cell.outputs] == ["display_data", "update_display_data"]
    assert cell.of("update_display_data")[0]["transient"] == {"display_id": "x"}


def test_the_door_tells_which_cell_runs(kernel: Kernel) -> None:
    kernel.run(
        "const door = globalThis[Symbol.for('atelier.kernel')];"
        "const heard = []; const off = door.onCell(cell => heard.push(cell.id));"
    )
    cell = kernel.run("door.currentCell()", metadata={"cellId": "cell-7"})
    assert cell.result is not None
    assert "id: 'cell-7'" in cell.result
    assert "source: 'door.currentCell()'" in cell.result
    assert kernel.value("off(); heard") == "[ 'cell-7', '' ]"


def test_jsx_runs_with_react_in_scope(kernel: Kernel) -> None:
    source = (
        "const React = { createElement: (tag, props, ...children) => [tag, props, children] };\n"
        "<b title='x'>text</b>"
    )
    assert kernel.value(source) == "[ 'b', { title: 'x' }, [ 'text' ] ]"
