"""The web pages of the installation, in the foreground."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from claims.errors import ClaimsError
from claims.files import os_reason
from claims.settings import Settings, read_settings
from commands.desks import desk
from commands.logs import keep_log
from commands.terminal import remark, say
from commands.working import told_to_stop


def serve(host: str, port: int, *, alone: bool) -> None:
    """Serve the pages until somebody ends it; without a broker the worker runs in this process too, unless `alone`."""
    import uvicorn

    from portal.app import make_app
    from portal.limits import limits_of

    settings = read_settings()
    keep_log(settings)
    with desk() as opened:
        _require_free(host, port)
        say(f"核验文书：http://{host}:{port}/verify")
        say(f"报案、查进度：http://{host}:{port}/")
        say(f"工作人员登录：http://{host}:{port}/login")
        if not opened.production:
            say(f"演示信箱：http://{host}:{port}/mailbox")
        remark("按 Ctrl-C 结束。对外提供时放在反向代理后面，用 HTTPS。")
        app = make_app(opened, limits_of(opened, settings.broker_url), settings.metrics_token)
        with told_to_stop(), _worker(settings, alone=alone):  # the server hands its signal on when it has ended
            # Access lines hold the codes of letters; our own name the route alone.
            uvicorn.run(
                app, host=host, port=port, access_log=False, server_header=False, log_config=None, log_level="warning"
            )


@contextmanager
def _worker(settings: Settings, *, alone: bool) -> Iterator[None]:
    """The worker and its clock as threads of this process, where they need no server."""
    from worker import in_process, make_app, quiet_machines, run_embedded

    quiet_machines()
    if alone or not in_process(settings):
        remark("巡查、文书和消息由 claims worker 办理。")
        yield
        return
    remark("工作进程和时钟也在本进程里，不需要服务器。")
    with run_embedded(make_app(settings)):
        yield


def _require_free(host: str, port: int) -> None:
    """Raises ClaimsError where nobody can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            tried.bind((host, port))
        except socket.gaierror as fault:
            raise ClaimsError("port_unusable", host=host, port=port, reason="不认识这个地址") from fault
        except OSError as fault:
            raise ClaimsError("port_unusable", host=host, port=port, reason=os_reason(fault)) from fault
