"""The web pages of the installation, in the foreground."""

from __future__ import annotations

from commands.desks import desk
from commands.terminal import remark, say


def serve(host: str, port: int) -> None:
    """Serve the pages until somebody ends it."""
    import uvicorn

    from portal.app import make_app

    with desk() as opened:
        say(f"核验文书：http://{host}:{port}/verify")
        if not opened.production:
            say(f"演示信箱：http://{host}:{port}/mailbox")
        remark("按 Ctrl-C 结束。对外提供时放在反向代理后面，用 HTTPS。")
        app = make_app(opened)
        # Access lines hold the codes of letters, and a proxy has its own.
        uvicorn.run(app, host=host, port=port, access_log=False, server_header=False, log_level="warning")
