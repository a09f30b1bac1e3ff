"""Waiting that has an end: a cancellation is heard whenever it comes."""

import asyncio

import pytest
from jupyterlab_atelier.patience import within
from jupyterlab_atelier.supervisor import Supervisor, SupervisorOptions


async def test_what_comes_in_time_is_answered_and_a_fault_is_passed_on():
    async def fail():
        raise ValueError("no")

    assert await within(5, asyncio.sleep(0, "here")) == "here"
    with pytest.raises(ValueError, match="no"):
        await within(5, fail())


async def test_what_takes_too_long_is_ended():
    ended = asyncio.Event()

    async def work():
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    with pytest.raises(asyncio.TimeoutError):
        await within(0.01, work())
    await ended.wait()


@pytest.mark.parametrize("steps", range(6))
async def test_a_cancellation_that_comes_with_the_answer_is_no_answer(steps):
    answer = asyncio.get_running_loop().create_future()

    async def ask():
        return await answer

    task = asyncio.ensure_future(within(60, ask()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    answer.set_result("here")
    for _ in range(steps):
        await asyncio.sleep(0)
    if not task.done():
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_server_that_ends_while_its_address_is_asked_for_is_waited_for(tmp_path):
    class Turning(Supervisor):
        """Runs, and is under way again before anybody can use it."""

        def start(self):
            loop = asyncio.get_running_loop()
            if self.state == "stopped":
                self._enter("starting")
                loop.call_later(0.01, self._turn)
                loop.call_later(0.05, self._run_at, "the next")

        def _turn(self):
            self._run_at("the first")
            self._enter("starting")

    supervisor = Turning(SupervisorOptions(data=tmp_path), None)
    assert await supervisor.address() == "the next"
