"""`alongside serve`: the production server, after the checks that refuse a misconfigured start."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alongside.core.checks import RefusedToStart, refuse_misconfigured


class Command(BaseCommand):
    """Gives way to granian, one process with a few threads, once the checks pass."""

    help = "Serve Alongside with its production server."
    requires_system_checks: list[str] = []  # all of them are made below, those that ask the database included

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to serve and with how much."""
        parser.add_argument("--host", default="127.0.0.1", help="the address to serve on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="the port to serve on (8000)")
        parser.add_argument("--processes", type=int, default=1, help="how many server processes (1)")
        parser.add_argument("--threads", type=int, default=6, help="how many requests each answers at once (6)")

    def handle(self, *args: Any, host: str, port: int, processes: int, threads: int, **options: Any) -> None:
        """Check, then become the server. Raises CommandError with a sentence for each fault."""
        if settings.OWNER:
            # The server is not told how to be the owner: the same command again, without that address.
            env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
            os.execve(sys.executable, [sys.executable, "-m", "alongside", *sys.argv[1:]], env)  # noqa: S606
        try:
            refuse_misconfigured()
        except RefusedToStart as refused:
            raise CommandError(str(refused)) from None
        granian = str(Path(sys.executable).with_name("granian"))
        command = [granian, "--interface=wsgi", f"--host={host}", f"--port={port}", f"--workers={processes}",
                   f"--blocking-threads={threads}", "--backpressure=256", "--no-ws", "--http=1",
                   "--workers-kill-timeout=5", "alongside.wsgi:application"]  # fmt: skip
        os.execv(granian, command)  # noqa: S606  # the command line is ours
