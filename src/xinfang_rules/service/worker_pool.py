"""The workers of a service: a bounded number of processes, each answering one request at a time.

What is worked out in one is pure computation, which nothing interrupts in a thread: a process that is over its time is
ended, and another one takes its place.
"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias

from xinfang_rules.service.service_errors import ServiceError
from xinfang_rules.service.service_settings import ServiceSettings
from xinfang_rules.service.worker_channel import Worker
from xinfang_rules.service.worker_frames import joined, parted, replied

if TYPE_CHECKING:
    from xinfang_rules.service.rules_at_hand import RulesAtHand

Lines = Sequence[tuple[int, bytes]]
LineAnswers = dict[int, tuple[bytes, dict[str, Any]]]


class WorkerPool:
    """Workers in processes of their own."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._idle: asyncio.LifoQueue[Worker] = asyncio.LifoQueue()
        self._all: set[Worker] = set()
        self._waiting = 0
        self._replacing: set[asyncio.Task[None]] = set()

    @property
    def ready(self) -> bool:
        """Whether a process is there."""
        return bool(self._all)

    @property
    def idle(self) -> bool:
        """Whether a process has nothing to do."""
        return not self._idle.empty()

    async def start(self) -> None:
        """Starts the processes."""
        await asyncio.gather(*(self._add() for _ in range(self._settings.workers)))

    async def stop(self) -> None:
        """Ends them."""
        for task in self._replacing:
            task.cancel()
        for worker in self._all:
            worker.end()
        await asyncio.gather(*(worker.ended for worker in self._all))
        self._all.clear()

    async def ask(self, endpoint: str, body: bytes, params: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Works out an answer; see `operations.answer`.

        Returns:
            Its head (`status`, `media`, `told`, `headers`) and its body.

        Raises:
            ServiceError: If too many wait, or if it takes too long.
        """
        return await self._asked(await self._taken(), {"endpoint": endpoint, "params": params}, body)

    async def ask_lines(self, lines: Lines) -> LineAnswers:
        """Works out the answers to lines of a batch, each with its number; waits as long as it takes for a worker.

        Returns:
            By number, the line that goes out, and what its decision line says.

        Raises:
            ServiceError: If they take too long.
        """
        return _by_number(*await self._asked(await self._idle.get(), *joined(lines)))

    async def _asked(self, worker: Worker, head: Mapping[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        try:
            async with asyncio.timeout(self._settings.seconds):
                found = await worker.ask(head, body)
        except BaseException as error:  # cancelled, too: what comes out of it would be taken for the next answer
            self._replace(worker)
            if isinstance(error, TimeoutError):
                raise _too_slow(self._settings.seconds) from None
            if isinstance(error, ConnectionError):
                raise _ended() from None
            raise
        self._idle.put_nowait(worker)
        return found

    async def _taken(self) -> Worker:
        if self._idle.empty():
            if self._waiting >= self._settings.waiting:
                raise _busy()
            self._waiting += 1
            try:
                async with asyncio.timeout(self._settings.seconds):
                    return await self._idle.get()
            except TimeoutError:
                raise _busy() from None
            finally:
                self._waiting -= 1
        return self._idle.get_nowait()

    async def _add(self) -> None:
        worker = await Worker.started(self._settings)
        self._all.add(worker)
        self._idle.put_nowait(worker)

    def _replace(self, worker: Worker) -> None:
        worker.end()
        self._all.discard(worker)
        task = asyncio.ensure_future(self._replaced(worker))
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _replaced(self, worker: Worker) -> None:
        await worker.ended
        while True:
            try:
                return await self._add()
            except OSError:  # no process can be had; others may end
                await asyncio.sleep(1)


class OwnProcess:
    """Answers in this process, in a thread, one after the other: for tests, and where no process can be started."""

    ready = idle = True

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._turn = Lock()

    async def start(self) -> None:
        """Does nothing: the rules are read when they are first asked."""

    async def stop(self) -> None:
        """Does nothing."""

    async def ask(self, endpoint: str, body: bytes, params: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Works out an answer, however long that takes; see `WorkerPool.ask`."""
        return replied(*await asyncio.to_thread(self._in_turn, "answer", endpoint, body, params))

    async def ask_lines(self, lines: Lines) -> LineAnswers:
        """Works out the answers to lines of a batch, however long that takes; see `WorkerPool.ask_lines`."""
        return _by_number(*await asyncio.to_thread(self._in_turn, "answer_lines", lines))

    def _in_turn(self, function: str, *asked: Any) -> Any:
        from xinfang_rules.service import operations  # a service with workers needs neither here

        with self._turn:
            return getattr(operations, function)(self._rules, *asked)

    @cached_property
    def _rules(self) -> "RulesAtHand":
        from xinfang_rules.service.rules_at_hand import RulesAtHand

        return RulesAtHand(self._settings)


Workers: TypeAlias = WorkerPool | OwnProcess
"""What works answers out."""


def _by_number(head: Mapping[str, Any], body: bytes) -> LineAnswers:
    lines = parted(head["lines"], body)
    return {number: (content, told) for (number, content), told in zip(lines, head["told"], strict=True)}


def _too_slow(seconds: float) -> ServiceError:
    return ServiceError(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "too-slow",
        f"this takes longer than {seconds:g} seconds, and was stopped",
        f"超过{seconds:g}秒还没有算完，已经停止",
    )


def _busy() -> ServiceError:
    message, chinese = "too many requests wait; try again later", "等候的请求太多，请稍后再试"
    return ServiceError(HTTPStatus.SERVICE_UNAVAILABLE, "busy", message, chinese)


def _ended() -> ServiceError:
    message = "the process that worked on this ended; another one takes its place"
    return ServiceError(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", message, "处理此请求的进程意外结束，已另行启动")
