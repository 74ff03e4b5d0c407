"""Running the worker and its clock until they are told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import typer

from claims.errors import BadInput
from claims.settings import Settings, read_settings
from commands.desks import desk, shown_database
from commands.terminal import remark

SCHEMES = ("memory://", "redis://", "rediss://")
SECONDS_BETWEEN_LOOKS = 1
ENDING = (signal.SIGTERM, signal.SIGINT)


def work(*, beat: bool, concurrency: int) -> None:
    """Sweep and drain in the foreground: in this process alone, or as one of any number of workers on a broker."""
    settings = _checked()
    from worker import app, in_process, quiet_machines, run_embedded, run_on_broker

    if in_process(settings):
        remark(f"工作进程和时钟都在本进程里，不需要服务器；数据库 {shown_database(settings)}。按 Ctrl-C 结束。")
        _log_to_the_terminal()
        quiet_machines()
        with told_to_stop() as stop, run_embedded(app):
            stop.wait()
            remark("办完手头的一项就结束。")
        return
    with_clock = "，带时钟" if beat else "；时钟另由 claims beat 或者带 --beat 的工作进程担任"
    remark(f"工作进程，{concurrency} 个并行{with_clock}；数据库 {shown_database(settings)}。")
    code = run_on_broker(app, concurrency=concurrency, beat=beat)
    if code:
        raise typer.Exit(code)


def beat() -> None:
    """Say “sweep” and “drain” every minute, to whichever worker is free."""
    settings = _checked()
    from worker import app, in_process, start_clock

    if in_process(settings):
        raise BadInput("beat_without_broker")
    remark("时钟：每分钟叫一次巡查，一次制作文书。可以同时运行几个，事情不会做两遍。")
    _log_to_the_terminal()
    with told_to_stop() as stop:
        clock = start_clock(app)
        while not stop.wait(SECONDS_BETWEEN_LOOKS):
            if not clock.is_alive():  # whoever started us starts us again
                raise typer.Exit(1)


def _log_to_the_terminal() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")


def _checked() -> Settings:
    """The settings of an installation that is there and a broker that we can speak to. Raises ClaimsError."""
    settings = read_settings()
    if not settings.broker_url.startswith(SCHEMES):
        raise BadInput("broker_unknown", address=settings.broker_url.partition("@")[2] or settings.broker_url)
    with desk():
        return settings


@contextmanager
def told_to_stop() -> Iterator[threading.Event]:
    """Set when the process is told to end, by SIGTERM or by Ctrl-C."""
    stop = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, note) for number in ENDING}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
