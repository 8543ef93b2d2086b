"""What a type of report offers as a title stands for something."""

from pathlib import Path

import pytest

from alongside.packs.faults import Faulty
from alongside.packs.loader import load
from alongside.packs.tests.folder import change, write
from alongside.packs.tests.test_extending import PACK

pytestmark = pytest.mark.req("REP-01", "PLAT-01")


def test_a_title_holds_team_and_lead_worker_and_nothing_unknown(tmp_path: Path) -> None:
    write(tmp_path / "small")
    wrong = '[seen]\ntitle = "Seen"\ntitled = "Seen {taem} {lead worker}"\n'
    folder = write(tmp_path / "ours", {"pack.toml": PACK, "reports.toml": wrong})

    with pytest.raises(Faulty) as refused:
        load(folder)
    assert str(refused.value).endswith('reports.toml:3: Nothing stands for {taem} in a title. Did you mean "team"?')

    change(folder, "reports.toml", "taem", "team")
    [seen] = load(folder).report_types
    assert (seen.title, seen.titled) == ("Seen", "Seen {team} {lead worker}")
