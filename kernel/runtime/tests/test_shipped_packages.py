"""The packages that come with the kernel: importable and typed in any folder."""

import pytest
from kernel_client import Kernel


def test_the_packages_are_imported_without_an_install(kernel: Kernel) -> None:
    assert (
        kernel.value("import { rocAuc } from '@atelier-ml/learn';\ntypeof rocAuc") == "'function'"
    )
    assert (
        kernel.value("import { connect } from '@atelier-ml/sdk';\ntypeof connect") == "'function'"
    )
    assert kernel.value("typeof require('@atelier-ml/learn').rocAuc") == "'function'"
    assert kernel.value("(await import('@atelier-ml/learn')).rocAuc === rocAuc") == "true", (
        "one instance for all"
    )


def test_the_packages_are_completed(kernel: Kernel) -> None:
    kernel.run("import * as learn from '@atelier-ml/learn';")
    assert "rocAuc" in kernel.complete("learn.roc")["matches"]
    assert "connect" in kernel.complete("import { conn } from '@atelier-ml/sdk'", 13)["matches"]


@pytest.mark.parametrize("package", ["@atelier-ml/sdk", "@atelier-ml/learn", "tslab"])
def test_the_packages_have_types(own_kernel: Kernel, package: str) -> None:
    own_kernel.run("%types strict")
    assert own_kernel.run(f"import * as all from '{package}';").status == "ok"
    assert "TS2339" in own_kernel.run("all.noSuchThing").error["traceback"][0]
    signature = own_kernel.ask(
        "inspect_request", {"code": "all", "cursor_pos": 2, "detail_level": 0}
    )
    assert "any" not in signature["data"]["text/plain"]


def test_the_kernel_does_not_load_the_packages_at_start(own_kernel: Kernel) -> None:
    loaded = "Object.keys(require.cache).some(file => file.includes('atelier-ml'))"
    assert own_kernel.value(loaded) == "false"


def test_the_magics_of_the_sdk_are_known_before_it_is_loaded(kernel: Kernel) -> None:
    for name in ("log", "run", "data", "model", "deploy", "job"):
        assert f"%{name}" in kernel.complete(f"%{name}")["matches"]
    assert "%%track" in kernel.complete("%%tr")["matches"]
    assert "%%job" in kernel.complete("%%jo")["matches"]
