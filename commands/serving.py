"""The web pages of the installation, in the foreground."""

from __future__ import annotations

import socket

from claims.errors import ClaimsError
from claims.files import os_reason
from claims.settings import read_settings
from commands.desks import desk
from commands.terminal import remark, say


def serve(host: str, port: int) -> None:
    """Serve the pages until somebody ends it."""
    import uvicorn

    from portal.app import make_app
    from portal.limits import limits_of

    with desk() as opened:
        _require_free(host, port)
        say(f"核验文书：http://{host}:{port}/verify")
        say(f"工作人员登录：http://{host}:{port}/login")
        if not opened.production:
            say(f"演示信箱：http://{host}:{port}/mailbox")
        remark("按 Ctrl-C 结束。对外提供时放在反向代理后面，用 HTTPS。")
        app = make_app(opened, limits_of(opened, read_settings().broker_url))
        # Access lines hold the codes of letters, and a proxy has its own.
        uvicorn.run(app, host=host, port=port, access_log=False, server_header=False, log_level="warning")


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
