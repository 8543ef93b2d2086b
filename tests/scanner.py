"""Debian's clamd for tests: started with one local signature, on a socket of its own, and stopped again."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE" + "!$H+H*").encode()
MARKED = b"a family's file with a harmful mark in it"
"""Text that the local signatures know, in a file that none of our own checks would refuse."""
CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")


@contextmanager
def clamd(folder: Path) -> Iterator[str]:
    """A scanner for the block, as ALONGSIDE_SCANNER names it. Skips the test where the machine has none."""
    if CLAMD is None:
        pytest.skip("clamd is not here: install clamav-daemon to try the virus scanner.")
    signatures, where = folder / "signatures", folder / "clamd.sock"
    signatures.mkdir(parents=True)
    lines = [f"Local.{name}:0:*:{raw.hex()}\n" for name, raw in (("Eicar", EICAR), ("Marked", MARKED))]
    (signatures / "local.ndb").write_text("".join(lines))
    config = folder / "clamd.conf"
    config.write_text(
        f"LocalSocket {where}\nDatabaseDirectory {signatures}\nForeground yes\nStreamMaxLength 60M\nMaxScanSize 200M\n"
        f"MaxFileSize 60M\nPidFile {folder}/clamd.pid\nLogFile {folder}/clamd.log\nTemporaryDirectory {folder}\n"
    )
    with (folder / "out.log").open("wb") as log:
        running = subprocess.Popen([CLAMD, f"--config-file={config}"], stdout=log, stderr=log)
        try:
            _wait_until_it_answers(where, running, folder)
            yield f"unix:{where}"
        finally:
            running.terminate()
            running.wait(20)


def _wait_until_it_answers(where: Path, running: "subprocess.Popen[bytes]", folder: Path) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until and running.poll() is None:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(where))
            except OSError:
                time.sleep(0.1)
                continue
            return
    pytest.fail(f"clamd did not start:\n{(folder / 'out.log').read_text(errors='replace')[-2000:]}")
