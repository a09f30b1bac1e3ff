"""The public conformance suite for Jupyter kernels, whole."""

from typing import ClassVar

from conftest import NAME
from jupyter_kernel_test import IopubWelcomeTests, KernelTests


class TestNativeEngine(KernelTests):
    kernel_name = NAME
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples: ClassVar = [
        {"text": "Math.hypo", "matches": {"hypot"}},
        {"text": "%lsm", "matches": {"%lsmagic"}},
    ]
    complete_code_samples: ClassVar = ["1", "const a: number = 1", "function f() {}\n", "%lsmagic"]
    incomplete_code_samples: ClassVar = ["function f() {", "const a = `x", "if (true) {\n", "f(1,"]
    invalid_code_samples: ClassVar = ["const = 1", "let 1x = 2"]
    code_page_something = "%time?"
    code_generate_error = "throw new Error('on purpose')"
    code_execute_result: ClassVar = [
        {"code": "6 * 7", "result": "42"},
        {"code": "'a' + 'b'", "result": "'ab'"},
        {"code": "[1, 2, 3]", "result": "[ 1, 2, 3 ]"},
    ]
    code_display_data: ClassVar = [
        {"code": "display.html('<b>bold</b>')", "mime": "text/html"},
        {"code": "display.png(new Uint8Array([1, 2, 3]))", "mime": "image/png"},
        {"code": "display.svg('<svg/>')", "mime": "image/svg+xml"},
    ]
    code_history_pattern = "6*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = "display.clear()"


class TestTslabEngine(TestNativeEngine):
    kernel_name = f"{NAME}-tslab"
    # Its converter takes every text that does not end in an open bracket for complete.
    complete_code_samples: ClassVar = ["1", "const a: number = 1", "function f() {}\n"]
    incomplete_code_samples: ClassVar = ["function f() {", "if (true) {\n"]
    invalid_code_samples: ClassVar = []
    completion_samples: ClassVar = [{"text": "Math.hypo", "matches": {"hypot"}}]


class TestWelcome(IopubWelcomeTests):
    kernel_name = NAME
    support_iopub_welcome = True


del KernelTests, IopubWelcomeTests
