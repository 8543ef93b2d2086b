"""Uploading to the production server: never whole in memory; killed at any moment, the whole document or none stays."""

import hashlib
import http.client
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pyrage
import pytest
from pyrage.x25519 import Identity

from tests.site import ROOT, demonstrated, environment, free_port

pytestmark = [pytest.mark.slow, pytest.mark.req("DOC-02")]
MB = 1 << 20
KILLS = 8
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Machine:
    """An installation whose server can be started, killed and started again. `env` is the server's."""

    owner: str
    data: Path
    env: dict[str, str]
    port: int = field(default_factory=free_port)
    server: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [sys.executable, "-m", "alongside", "serve", "--port", str(self.port)]
        with (self.data / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                command, env=self.env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + 180
        while time.monotonic() < until and self.server.poll() is None:
            try:
                if self.ask("GET", "/health").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        pytest.fail((self.data / "server.log").read_text(errors="replace")[-3000:])

    def kill(self) -> None:
        """End the server and every process of it at once, as a power cut does."""
        if self.server:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()

    def ask(self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None):  # type: ignore[no-untyped-def]
        """One request; the answer is read whole into `.body`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body=body, headers=headers or {})  # type: ignore[arg-type]
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the database as its owner."""
        with psycopg.connect(self.owner, autocommit=True) as connection:
            return connection.execute(sql).fetchall()  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    data = tmp_path_factory.mktemp("machine")
    with demonstrated(data) as (owner, app):
        made = Machine(owner, data, environment(None, app, data))
        made.start()
        try:
            yield made
        finally:
            made.kill()


def signed_in(machine: Machine) -> dict[str, str]:
    """The headers of Ade's browser."""
    page = machine.ask("GET", "/step-in/")
    cookies = dict(re.findall(r"(csrftoken|sessionid)=([^;]+)", ", ".join(page.headers.get_all("Set-Cookie") or [])))
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)', page.body)
    user = re.search(rb'value="(\d+)"[^>]*>(?:(?!</button>).)*Ade Bankole', page.body, re.S)
    assert token and user
    form = urlencode({"user": user[1].decode(), "csrfmiddlewaretoken": token[1].decode()})
    head = {"Cookie": f"csrftoken={cookies['csrftoken']}", "Content-Type": "application/x-www-form-urlencoded"}
    answer = machine.ask("POST", "/step-in/", form, head)
    cookies |= dict(re.findall(r"(csrftoken|sessionid)=([^;]+)", ", ".join(answer.headers.get_all("Set-Cookie") or [])))
    return {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": cookies["csrftoken"],
    }


def form(content: bytes, name: str) -> tuple[bytes, str]:
    """A form with one file, as a browser sends it."""
    edge = secrets.token_hex(16)
    begins = (
        f'--{edge}\r\nContent-Disposition: form-data; name="once"\r\n\r\n{secrets.token_hex(16)}\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="day"\r\n\r\n\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="name"\r\n\r\n{name}\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    return begins.encode() + content + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def add(machine: Machine, headers: dict[str, str], content: bytes, name: str) -> int:
    """Add a document to Ade's first case; what the server answered."""
    [(case,)] = machine.rows("SELECT min(id) FROM cases_case WHERE name LIKE 'Marsh%'")
    body, kind = form(content, name)
    return int(machine.ask("POST", f"/cases/{case}/documents/add/", body, headers | {"Content-Type": kind}).status)


def peak(pid: int) -> int:
    """The most memory that a process has held, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024


def worker_of(machine: Machine) -> int:
    """The process of the server that answers requests."""
    assert machine.server
    found = Path(f"/proc/{machine.server.pid}/task/{machine.server.pid}/children").read_text().split()
    return max((int(pid) for pid in found), key=peak)


def test_a_file_of_20_mb_is_never_whole_in_the_servers_memory(machine: Machine) -> None:
    headers = signed_in(machine)
    assert add(machine, headers, PDF + b" " * 1000, "warming") == 302
    worker = worker_of(machine)
    before = peak(worker)

    for number in range(3):
        assert add(machine, headers, PDF + os.urandom(20 * MB), f"large {number}") == 302
    [(document,)] = machine.rows("SELECT max(document_id) FROM documents_version WHERE size > 20000000")
    answer = machine.ask("GET", f"/documents/{document}/1/file/", headers=headers)
    assert answer.status == 200 and len(answer.body) == 20 * MB + len(PDF)

    grown = peak(worker) - before
    assert grown < 30 * MB, f"the server grew by {grown // MB} MB for files of 20 MB"
    assert add(machine, headers, PDF + b" " * (51 * MB), "too large") == 422
    assert peak(worker) - before < 30 * MB


def test_killed_at_any_moment_the_server_leaves_the_whole_document_or_none(machine: Machine) -> None:
    headers, told, sent = signed_in(machine), {}, {}
    for number in range(KILLS):
        name, content = f"kill {number}", PDF + os.urandom(12 * MB)
        sent[name] = hashlib.sha256(content).hexdigest()
        uploading = threading.Thread(target=_try, args=(machine, headers, content, name, told))
        uploading.start()
        time.sleep(0.03 + 0.09 * number)
        machine.kill()
        uploading.join()
        machine.start()

    keys = [
        Identity.from_str(line)
        for line in (machine.data / "document-keys").read_text().split("\n")
        if line[:3] == "AGE"
    ]
    rows = machine.rows(
        "SELECT d.name, v.stored_as, d.case_id FROM documents_document d"
        " JOIN documents_version v ON v.document_id = d.id WHERE d.name LIKE 'kill %'"
    )
    for name, stored_as, case in rows:
        plain = pyrage.decrypt((machine.data / "documents" / str(stored_as)).read_bytes(), keys)
        assert hashlib.sha256(plain).hexdigest() == sent[str(name)] and case, f"{name} is not whole"
    found = {str(name) for name, _, _ in rows}
    assert {name for name, status in told.items() if status == 302} <= found, "what was answered as added is there"
    assert found != set(sent) and len(told) < KILLS, "some were cut off"
    for stored in (each for each in (machine.data / "documents").rglob("*") if each.is_file()):
        if not stored.name.startswith(".half-"):
            pyrage.decrypt(stored.read_bytes(), keys)
    assert list((machine.data / "passing").iterdir()) == [], "what was on its way is gone with the process"
    assert add(machine, headers, PDF + b"% after", "after") == 302


def _try(machine: Machine, headers: dict[str, str], content: bytes, name: str, told: dict[str, int]) -> None:
    try:
        told[name] = add(machine, headers, content, name)
    except (OSError, http.client.HTTPException):
        return
