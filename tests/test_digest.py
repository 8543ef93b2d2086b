"""The daily e-mail as it goes out: the demonstration, the real worker, a real mail server on this machine."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site import ROOT, alongside, demonstrated, environment
from tests.test_mail import Letterbox
from tests.test_mail import letterbox as letterbox

FAMILY = ("Marnie", "Marsh", "Quillan", "Jessa", "Wren", "CH99", "Dev", "wrote", "note", "case")


@pytest.mark.slow
@pytest.mark.xdist_group("launcher")
@pytest.mark.req("MSG-01", "MSG-02")
def test_the_worker_sends_one_email_a_day_that_says_how_much_is_new_and_nothing_else(
    tmp_path: Path, letterbox: tuple[Letterbox, int]
) -> None:
    box, port = letterbox
    mail = {
        "ALONGSIDE_MAIL_HOST": "127.0.0.1", "ALONGSIDE_MAIL_PORT": str(port), "ALONGSIDE_MAIL_TLS": "0",
        "ALONGSIDE_MAIL_FROM": "noreply@calderholt.example", "ALONGSIDE_ADDRESS": "https://alongside.example",
    }  # fmt: skip
    with demonstrated(tmp_path) as (_, app):
        served = environment(None, app, tmp_path) | mail
        for _ in range(2):
            alongside(["procrastinate", "defer", "alongside.casework.tasks.mail_digests", '{"timestamp": 0}'], served)
            command = [sys.executable, "-m", "alongside", "procrastinate", "worker", "--one-shot"]
            subprocess.run(command, env=served, cwd=ROOT, check=True, capture_output=True, timeout=180)

    to = [str(letter["To"]) for letter in box.letters]
    assert "ade@calderholt.example" in to
    assert len(to) == len(set(to)), "one a day for each"
    for letter in box.letters:
        said = f"{letter['Subject']} {letter.get_content()}"
        assert re.search(r"that you asked to be told of: \d+\.", said)
        assert "https://alongside.example/notifications/" in said
        assert not any(re.search(rf"\b{word}\b", said) for word in FAMILY)
