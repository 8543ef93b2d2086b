"""E-mail as it goes out: a real mail server on this machine, the real worker, a database as the application's role."""

import json
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller

from tests.site import ROOT, alongside, demonstrated, environment, free_port


class Letterbox:
    """Takes whatever is sent."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    """A mail server on this machine, and its port."""
    box, port = Letterbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, port
    finally:
        server.stop()


@pytest.mark.slow
@pytest.mark.req("TASK-02")
def test_the_worker_sends_an_email_that_says_only_that_something_waits(
    tmp_path: Path, letterbox: tuple[Letterbox, int]
) -> None:
    box, port = letterbox
    mail = {
        "ALONGSIDE_MAIL_HOST": "127.0.0.1", "ALONGSIDE_MAIL_PORT": str(port), "ALONGSIDE_MAIL_TLS": "0",
        "ALONGSIDE_MAIL_FROM": "noreply@calderholt.example", "ALONGSIDE_ADDRESS": "https://alongside.example",
    }  # fmt: skip
    with demonstrated(tmp_path) as (owner, app):
        with psycopg.connect(owner) as connection:
            found = connection.execute("SELECT id FROM accounts_user WHERE email = 'dev@calderholt.example'")
            dev = found.fetchone()
        assert dev
        served = environment(None, app, tmp_path) | mail
        told = json.dumps({"user_id": dev[0], "what": "task", "address": "/tasks/12/"})
        alongside(["procrastinate", "defer", "alongside.accounts.post.send", told], served)
        command = [sys.executable, "-m", "alongside", "procrastinate", "worker", "--one-shot"]
        subprocess.run(command, env=served, cwd=ROOT, check=True, capture_output=True, timeout=180)

    [letter] = box.letters
    assert letter["To"] == "dev@calderholt.example"
    assert letter["From"] == "noreply@calderholt.example"
    assert letter["Subject"] == "A task for you in Alongside"
    assert "Sign in to read it: https://alongside.example/tasks/12/" in letter.get_content()
