"""Bodies of any size and answers without end pass through with flat memory."""

import asyncio
import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from processes import until
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.simple_httpclient import HTTPStreamClosedError

MEBIBYTES = 256
CHUNK = b"\1" * (1 << 20)
DIGEST = hashlib.sha256()
for _ in range(MEBIBYTES):
    DIGEST.update(CHUNK)
GROWTH = 96 << 20


class PeakMemory:
    """Growth of this process' resident memory, which holds the Jupyter server and the client."""

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")
        self._before = self._read("VmRSS")

    @staticmethod
    def _read(name: str) -> int:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) << 10
        raise AssertionError(name)

    def growth(self) -> int:
        return self._read("VmHWM") - self._before


async def pieces(write):
    for _ in range(MEBIBYTES):
        await write(CHUNK)


@pytest.mark.parametrize("length", ["content-length", "chunked"])
async def test_an_upload_streams_through(length, fetch, answer, jp_serverapp):
    await fetch("/api/health")
    headers = {"Authorization": f"token {jp_serverapp.identity_provider.token}"}
    if length == "content-length":
        headers["Content-Length"] = str(MEBIBYTES << 20)
    memory = PeakMemory()
    response = await fetch("/api/upload", method="PUT", headers=headers, body_producer=pieces)
    assert answer(response) == {
        "size": MEBIBYTES << 20,
        "sha256": DIGEST.hexdigest(),
    }
    assert memory.growth() < GROWTH


async def test_a_download_streams_through(fetch):
    await fetch("/api/health")
    received = 0

    def count(chunk: bytes) -> None:
        nonlocal received
        received += len(chunk)

    memory = PeakMemory()
    response = await fetch(f"/api/download?mebibytes={MEBIBYTES}", streaming_callback=count)
    assert (response.code, received) == (200, MEBIBYTES << 20)
    assert memory.growth() < GROWTH


async def test_an_answer_that_breaks_off_never_looks_whole(base, jp_serverapp):
    headers = {"Authorization": f"token {jp_serverapp.identity_provider.token}"}
    request = HTTPRequest(f"{base}/api/download?mebibytes=9&break=1", headers=headers)
    with pytest.raises(HTTPStreamClosedError):
        await AsyncHTTPClient(force_instance=True).fetch(request)


async def test_events_arrive_at_once_and_the_server_notices_when_the_reader_leaves(
    base, data, jp_serverapp
):
    address = urlsplit(base)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = [
        f"GET {address.path}/api/events HTTP/1.1",
        f"Host: {address.netloc}",
        f"Authorization: token {jp_serverapp.identity_provider.token}",
        "Last-Event-ID: 41",
        "Accept-Encoding: gzip",
    ]
    writer.write("\r\n".join([*head, "", ""]).encode())
    answer = await asyncio.wait_for(reader.readuntil(b"data: 41\n\n"), 20)
    assert b"text/event-stream" in answer
    writer.close()
    await until((data / "reader-left").exists, "the server noticed")


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def test_many_requests_at_once_leave_no_file_open(fetch, answer):
    await fetch("/api/health")
    before = open_files()
    answers = await asyncio.gather(*(fetch(f"/api/{number}") for number in range(64)))
    assert [answer(one)["url"] for one in answers] == [f"/api/{n}" for n in range(64)]
    await until(lambda: open_files() <= before + 2, "all were closed")
