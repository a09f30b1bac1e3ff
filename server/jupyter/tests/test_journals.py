"""What waits to be sent is counted from the files, whether or not the server lives."""

import pytest

RUN = "a" * 32
OTHER = "b" * 32
HEADER = b'{"journal":1}\n'


@pytest.fixture
def journal(data):
    folder = data / "journal"
    folder.mkdir(parents=True)

    def write(run: str, entries: int, source: str = "1" * 32):
        file = folder / f"{run}.{source}.jsonl"
        if not file.exists():
            file.write_bytes(HEADER)
        with file.open("ab") as stream:
            stream.write(b'{"at":1,"type":"metric"}\n' * entries)
        return file

    return write


@pytest.fixture
def waiting(fetch, answer):
    async def ask():
        response = await fetch("/_journals")
        assert response.code == 200
        return answer(response)

    return ask


async def test_nothing_waits_where_nothing_was_logged(data, waiting):
    assert await waiting() == {"unsynced": 0, "runs": []}


async def test_entries_of_all_processes_of_a_run_are_counted(journal, waiting):
    journal(RUN, 3)
    journal(RUN, 2, source="2" * 32)
    journal(OTHER, 0)
    assert await waiting() == {"unsynced": 5, "runs": [{"run": RUN, "entries": 5}]}


async def test_what_the_server_has_confirmed_no_longer_counts(journal, waiting):
    file = journal(RUN, 10)
    line = (file.stat().st_size - len(HEADER)) // 10
    assert (await waiting())["unsynced"] == 10
    for confirmed in (4, 9, 10):
        file.with_suffix(".acknowledged").write_text(str(len(HEADER) + confirmed * line))
        assert (await waiting())["unsynced"] == 10 - confirmed
    journal(RUN, 5)
    assert (await waiting())["unsynced"] == 5
    # the server was reset: all is sent anew
    file.with_suffix(".acknowledged").write_text("0")
    assert (await waiting())["unsynced"] == 15
    file.unlink()
    assert (await waiting())["unsynced"] == 0


async def test_a_line_that_is_being_written_does_not_count_yet(journal, waiting):
    file = journal(RUN, 2)
    with file.open("ab") as stream:
        stream.write(b'{"at":1,"ty')
    assert (await waiting())["unsynced"] == 2
    with file.open("ab") as stream:
        stream.write(b'pe":"end"}\n')
    assert (await waiting())["unsynced"] == 3


async def test_sending_reports_what_was_done(journal, fetch, answer, data):
    file = journal(RUN, 1)
    response = await fetch("/_journals/send", method="POST", body="{}")
    said = answer(response)
    assert response.code == 200, (said, file)
    assert [journal["file"] for journal in said["journals"]] == [str(file)]
    assert said["journals"][0]["state"] == "failed"


async def test_an_attempt_that_cannot_be_made_says_why(journal, fetch, answer, monkeypatch):
    monkeypatch.setenv("ATELIER_NODE", "/bin/false")
    response = await fetch("/_journals/send", method="POST", body="{}")
    assert response.code == 503
    assert answer(response)["error"]["remedy"] == "Run `atelier sync` in a terminal."
