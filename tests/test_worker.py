"""The worker, as it runs beside the server: the application's role, on a real database, doing real jobs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site import ROOT, alongside, demonstrated, environment


@pytest.mark.slow
@pytest.mark.req("INS-06")
def test_the_worker_seals_what_happened_and_the_head_leaves_the_database(tmp_path: Path) -> None:
    with demonstrated(tmp_path) as (owner, app):
        served = environment(None, app, tmp_path)
        task = "alongside.events.tasks.seal_events"
        alongside(["procrastinate", "defer", task, json.dumps({"timestamp": 0})], served)
        command = [sys.executable, "-m", "alongside", "procrastinate", "worker", "--one-shot"]
        subprocess.run(command, env=served, cwd=ROOT, check=True, capture_output=True, timeout=180)

        [head] = [json.loads(line) for line in (tmp_path / "heads" / "calderholt.jsonl").read_text().splitlines()]
        assert head["number"] == 1 and head["count"] > 50
        assert "Every seal holds" in alongside(["events", "verify"], environment(owner, app, tmp_path))
