"""A checkout of its own for the launcher's tests: its files are the real ones, what it makes is thrown away."""

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Started:
    """A launcher that runs in the background, and what it has said."""

    process: "subprocess.Popen[str]"
    words: Path

    def said(self) -> str:
        """All it has said so far."""
        return self.words.read_text(encoding="utf-8")

    def wait_for(self, sentence: str, seconds: float = 240) -> None:
        """Wait until it says so; fail with all it said where it ends or the time does."""
        until = time.monotonic() + seconds
        while sentence not in self.said():
            assert self.process.poll() is None and time.monotonic() < until, self.said()
            time.sleep(0.05)


def clean_environment(**more: str) -> dict[str, str]:
    """What a person's shell would give: no settings of Alongside."""
    ours = ("ALONGSIDE_", "PYTEST_", "DJANGO_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    for name in ("DATABASE_URL", "APP_DATABASE_URL", "PYTHONPATH", "PGPASSWORD"):
        kept.pop(name, None)
    return kept | more


def run(words: list[str], folder: Path, **more: str) -> Started:
    """Start ./alongside with these words in the background; what it says goes to a file in `folder`."""
    said = folder / f"said-{time.monotonic_ns()}.txt"
    with said.open("w") as out:
        process = subprocess.Popen(
            [str(ROOT / "alongside"), *words], stdin=subprocess.DEVNULL, stdout=out, stderr=out, text=True,
            env=clean_environment(**more), cwd=ROOT,
        )  # fmt: skip
    return Started(process, said)


def ask(words: list[str], **more: str) -> "subprocess.CompletedProcess[str]":
    """Run ./alongside with these words to its end."""
    return subprocess.run(
        [str(ROOT / "alongside"), *words], env=clean_environment(**more), cwd=ROOT, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
