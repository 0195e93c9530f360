"""`bot serve`: everything in one process, over HTTP."""

from __future__ import annotations

import socket
from pathlib import Path

from rich.console import Console

from bot.service import put_together
from bot.without_tensorflow import leave_out_tensorflow


def run(root: Path, *, host: str, port: int, database: str, alarms: Path, console: Console) -> int:
    """Serve until a signal ends it; return the exit code. `alarms` is the file that alarms are recorded in.

    Raises:
        bot.yamlfile.DataError: a data file is wrong.
    """
    try:
        listening = socket.create_server((host, port))
    except OSError as error:
        console.print(f"Cannot listen on {host}:{port} ({error.strerror}); choose another port with --port.")
        return 1
    service = put_together(root, database, alarms)
    leave_out_tensorflow()
    from bot.server import create_app

    app = create_app(service, root / "credentials.yml", Path(database).with_name("messaging.db"))
    shown = "localhost" if host in {"0.0.0.0", "127.0.0.1"} else host
    console.print(f"Demo page:  http://{shown}:{port}/", highlight=False)
    console.print(f"REST:       http://{shown}:{port}/webhooks/rest/webhook", highlight=False)
    console.print(
        f"Health:     http://{shown}:{port}/health (ready once the model is loaded)", highlight=False
    )
    app.run(sock=listening, access_log=False, motd=False, debug=False)
    return 1 if app.ctx.failed else 0
