"""The words that ./alongside understands."""

import subprocess
import sys
from collections.abc import Callable

from launcher import environment
from launcher.installation import data_at, joined
from launcher.places import PYTHON
from launcher.run import run
from launcher.testing import bench, check, test
from launcher.words import Stop, sentence_for, warn

HELP = """Alongside: many agencies, one family, one plan.

  ./alongside run      set up what is missing, serve on http://127.0.0.1:8000, and say as whom to go there
                       --port 8000  --data DIR  --fresh  --families N  --no-demonstration
  ./alongside test     run every test (or those that the further words name to pytest)
  ./alongside check    style, types, imports between rooms, migrations, packs, documentation
  ./alongside bench    measure the pages at several sizes, and write docs/performance.md
  ./alongside WORD     any other command of Alongside, such as backup and restore; help lists them

docs/operators.md says more."""


def main(words: list[str]) -> int:
    """Do what was asked; 0 where it was done."""
    if not words or words[0] in {"-h", "--help"}:
        print(HELP)
        return 0
    commands: dict[str, Callable[[list[str]], int]] = {"run": run, "test": test, "check": check, "bench": bench}
    try:
        if words[0] in commands:
            return commands[words[0]](words[1:])
        return command(words)
    except Stop as stop:
        warn(str(stop))
    except KeyboardInterrupt:
        warn("Stopped as you asked.")
        return 130
    except OSError as error:
        warn(sentence_for(error))
    return 1


def command(words: list[str]) -> int:
    """One command of Alongside itself, in the installation at ALONGSIDE_DATA (.alongside/data)."""
    environment.set_up(environment.RUN)
    with joined(data_at(None)) as installation:
        env = installation.environment(owner=True)
        return subprocess.run([str(PYTHON), "-m", "alongside", *words], env=env, stdin=sys.stdin).returncode
