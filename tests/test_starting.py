"""The server refuses to start misconfigured, in a sentence, and starts once the fault is put right."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from alongside.documents.store import make_keys
from tests.site import ROOT, alongside, environment, free_port, scratch_database

pytestmark = [pytest.mark.req("PLAT-03"), pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def addresses() -> Iterator[tuple[str, str]]:
    """A migrated database: its address for the owner and for the application's role."""
    with scratch_database() as (owner, app):
        alongside(["migrate"], environment(owner, app, Path()))
        yield owner, app


@pytest.fixture(autouse=True)
def keys(tmp_path: Path) -> Path:
    """The key file of documents, as set-up makes it."""
    make_keys(tmp_path / "document-keys")
    return tmp_path / "document-keys"


def refusal(command: list[str], settings: dict[str, str]) -> str:
    """What a server that must not start says."""
    done = subprocess.run(command, env=settings, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    return done.stderr + done.stdout


def serve(port: int) -> list[str]:
    """The command that operators use."""
    return [sys.executable, "-m", "alongside", "serve", "--port", str(port)]


def starts(command: list[str], settings: dict[str, str], port: int) -> bool:
    """True where the server comes up and says that it is well; it is stopped again."""
    server = subprocess.Popen(command, env=settings, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until and server.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                    return bool(answer.read() == b"well\n")
            except urllib.error.HTTPError:
                return False
            except OSError:
                time.sleep(0.1)
        return False
    finally:
        server.terminate()
        server.wait(60)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ALONGSIDE_DEMONSTRATION": "1"}, "lets anybody sign in as anybody"),
        ({"ALONGSIDE_SECRET_KEY": "secret"}, "ALONGSIDE_SECRET_KEY is too easy to guess"),
        ({"ALONGSIDE_HOSTS": "*"}, "ALONGSIDE_HOSTS must name the addresses"),
    ],
)
def test_production_does_not_start_with_a_fault(
    addresses: tuple[str, str], tmp_path: Path, wrong: dict[str, str], sentence: str
) -> None:
    port = free_port()
    right = environment(None, addresses[1], tmp_path) | {"ALONGSIDE_PRODUCTION": "1", "ALONGSIDE_DEMONSTRATION": "0"}
    assert sentence in refusal(serve(port), right | wrong)
    assert starts(serve(port), right, port)


def test_the_server_is_not_served_as_the_owner(addresses: tuple[str, str], tmp_path: Path) -> None:
    owner, app = addresses
    port = free_port()
    assert "owns the table" in refusal(serve(port), environment(None, owner, tmp_path))
    # Whoever starts the WSGI application without our command is refused as well.
    own = [
        str(Path(sys.executable).with_name("granian")),
        "--interface=wsgi",
        f"--port={port}",
        "alongside.wsgi:application",
    ]
    assert "told DATABASE_URL" in refusal(own, environment(owner, app, tmp_path))

    assert starts(own, environment(None, app, tmp_path), port)
    assert starts(serve(port), environment(owner, app, tmp_path), port)  # it forgets the owner's address by itself


def test_a_database_that_does_not_answer_is_named(addresses: tuple[str, str], tmp_path: Path) -> None:
    port = free_port()
    nowhere = f"postgresql://alongside_app:x@127.0.0.1:{free_port()}/alongside"
    assert "APP_DATABASE_URL does not answer" in refusal(serve(port), environment(None, nowhere, tmp_path))
    assert starts(serve(port), environment(None, addresses[1], tmp_path), port)


@pytest.mark.req("DOC-02")
def test_a_server_without_the_keys_of_its_documents_does_not_start(
    addresses: tuple[str, str], tmp_path: Path, keys: Path
) -> None:
    port, away = free_port(), keys.rename(tmp_path / "elsewhere")
    settings = environment(None, addresses[1], tmp_path)
    assert "holds no keys of documents" in refusal(serve(port), settings)
    away.rename(keys)
    assert starts(serve(port), settings, port)
