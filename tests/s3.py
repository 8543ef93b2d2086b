"""An S3 of Debian's Ceph for tests: one monitor, one store in memory and one gateway, on this machine alone."""

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from tests.site import free_port

KEY, SECRET, BUCKET = "alongside-test", "alongside-test-secret", "documents"
PROGRAMS = ("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "ceph-authtool", "monmaptool")
CONFIG = """
[global]
fsid = {fsid}
mon host = [v1:127.0.0.1:{mon}]
ms bind msgr2 = false
public network = 127.0.0.0/8
auth cluster required = none
auth service required = none
auth client required = none
auth allow insecure global id reclaim = true
mon allow pool size one = true
mon warn on pool no redundancy = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 1073741824
mon max pg per osd = 1000
mon data = {here}/mon
osd data = {here}/osd
run dir = {here}
admin socket = {here}/$name.asok
pid file = {here}/$name.pid
log file = {here}/$name.log
setuser match path = {here}/nothing
keyring = {here}/keyring
rgw frontends = beast endpoint=127.0.0.1:{gateway}
rgw run sync thread = false
rgw enable usage log = false
rgw enable ops log = false
"""


@contextmanager
def s3(here: Path) -> Iterator[Mapping[str, str]]:
    """A bucket for the block, as the settings of Alongside name it. Skips the test where the machine has no Ceph."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"Ceph is not here ({missing[0]} is missing): install radosgw, ceph-mon and ceph-osd.")
    ports = {"mon": free_port(), "gateway": free_port()}
    config = here / "ceph.conf"
    config.write_text(CONFIG.format(here=here, fsid=uuid4(), **ports))
    with ExitStack() as running:
        _monitor(here, config, ports["mon"], running)
        _store(here, config, running)
        running.enter_context(_started(here, ["radosgw", "-c", str(config), "-n", "client.gateway", "-f"]))
        address = f"http://127.0.0.1:{ports['gateway']}"
        _wait(lambda: _answers(address), "the gateway", here)
        _do(["radosgw-admin", "-c", str(config), "user", "create", "--uid=alongside", "--display-name=Alongside",
             f"--access-key={KEY}", f"--secret-key={SECRET}"])  # fmt: skip
        yield {"endpoint_url": address, "access_key": KEY, "secret_key": SECRET, "bucket_name": BUCKET}


def _monitor(here: Path, config: Path, port: int, running: ExitStack) -> None:
    (here / "mon").mkdir()
    keyring, monmap = str(here / "keyring"), str(here / "monmap")
    _do(["ceph-authtool", "--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"])
    fsid = config.read_text().split("fsid = ")[1].split("\n")[0]
    _do(["monmaptool", "--create", "--addv", "a", f"[v1:127.0.0.1:{port}]", "--fsid", fsid, monmap])
    _do(["ceph-mon", "-c", str(config), "--mkfs", "-i", "a", "--monmap", monmap, "--keyring", keyring])
    running.enter_context(_started(here, ["ceph-mon", "-c", str(config), "-i", "a", "-f"]))
    _do(["ceph", "-c", str(config), "--connect-timeout=60", "mon", "stat"])


def _store(here: Path, config: Path, running: ExitStack) -> None:
    (here / "osd").mkdir()
    _do(["ceph", "-c", str(config), "osd", "new", str(uuid := uuid4())])
    _do(["ceph-osd", "-c", str(config), "-i", "0", "--mkfs", "--osd-uuid", str(uuid)])
    _do(["ceph", "-c", str(config), "osd", "crush", "add", "0", "1.0", "root=default", "host=here"])
    running.enter_context(_started(here, ["ceph-osd", "-c", str(config), "-i", "0", "-f"]))
    _wait(lambda: "1 up" in _do(["ceph", "-c", str(config), "osd", "stat"]), "the store", here)


@contextmanager
def _started(here: Path, command: list[str]) -> Iterator[None]:
    with (here / f"{command[0]}.out").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | {"CEPH_ARGS": ""})
    try:
        yield
    finally:
        process.kill()
        process.wait(20)


def _do(command: list[str]) -> str:
    for _ in range(5):
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        if "problem getting command descriptions" not in done.stderr:  # a monitor that is busy yet: asked again
            break
        time.sleep(2)
    if done.returncode:
        pytest.fail(f"{' '.join(command)}:\n{done.stdout}{done.stderr}"[-3000:])
    return done.stdout + done.stderr


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _wait(ready: "object", what: str, here: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if ready():  # type: ignore[operator]
            return
        time.sleep(0.5)
    logs = "".join(path.read_text(errors="replace")[-1500:] for path in here.glob("*.out"))
    pytest.fail(f"{what} did not start:\n{logs}")
