"""What can be wrong with what a pack says is needed, and with its audits: each fault by file and line."""

from pathlib import Path

import pytest

from alongside.packs.faults import Fault, Faulty, Where
from alongside.packs.loader import load
from alongside.packs.tests.folder import change, write

pytestmark = pytest.mark.req("PLAT-01", "ASMT-06", "ASMT-07")

TOOL = """\
title      = "Assessment"
on         = "family"
audited_by = "checks"

[[section]]
id    = "all"
title = "All of it"
"""
ELSEWHERE = TOOL.replace("Assessment", "Made elsewhere").replace('audited_by = "checks"\n', "elsewhere = true\n")
NEEDED = """\
[assessment]
title  = "An assessment"
tools  = ["early"]
unless = { tool = "elsewhere", within_months = 3, flag = "help", because = "stepped-down" }

[each]
title    = "Screening"
tools    = ["elsewhere"]
of       = "each child"
over_age = 10
"""
AUDITS = """\
[checks]
title = "Checks"

[[checks.point]]
id    = "voice"
title = "Voice of the child"

[[checks.point]]
id    = "steps"
title = "Next steps"
"""
FLAGS = """\
[help]
title = "Help"

[[help.starts]]
id      = "stepped-down"
because = "It stepped down"

[[help.ends]]
id      = "over"
because = "It is over"
"""

FAULTS = {
    "a tool that there is none of": (
        "needed.toml", 'tools  = ["early"]', 'tools  = ["erly"] #!',
        'There is no assessment tool "erly". Did you mean "early"?',
    ),
    "a tool in the place of it that there is none of": (
        "needed.toml", 'tool = "elsewhere", within_months = 3, flag = "help", because = "stepped-down" }',
        'tool = "nowhere", within_months = 3, flag = "help", because = "stepped-down" } #!',
        'There is no assessment tool "nowhere". Did you mean "elsewhere"?',
    ),
    "a flag that there is none of": (
        "needed.toml", 'flag = "help", because = "stepped-down" }', 'flag = "hepl", because = "stepped-down" } #!',
        'There is no flag "hepl". Did you mean "help"?',
    ),
    "a reason that the flag has not": (
        "needed.toml", 'because = "stepped-down" }', 'because = "stepped" } #!',
        'The flag does not start because of "stepped". Did you mean "stepped-down"?',
    ),
    "an age asked of the family": (
        "needed.toml", 'of       = "each child"\nover_age = 10', "over_age = 10 #!",
        'An age is asked of children. Say of = "each child", or take it out.',
    ),
    "nothing asked for": (
        "needed.toml", '[each]\ntitle    = "Screening"\ntools    = ["elsewhere"]', '[each] #!\ntitle    = "Screening"',
        "Say what has to be there: tools, or child_voice = true, and not both.",
    ),
    "an audit that there is none of": (
        "tools/early.toml", 'audited_by = "checks"', 'audited_by = "chekcs" #!',
        'There is no audit "chekcs". Did you mean "checks"?',
    ),
}  # fmt: skip


def written(tmp_path: Path) -> Path:
    folder = write(tmp_path / "small")
    (folder / "tools").mkdir()
    for name, text in {
        "tools/early.toml": TOOL, "tools/elsewhere.toml": ELSEWHERE,
        "needed.toml": NEEDED, "audits.toml": AUDITS, "flags.toml": FLAGS,
    }.items():  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_file_and_line(name: str, tmp_path: Path) -> None:
    file, right, wrong, sentence = FAULTS[name]
    folder = written(tmp_path)
    change(folder, file, right, wrong)

    with pytest.raises(Faulty) as refused:
        load(folder)

    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "#!" in text)
    assert refused.value.faults == [Fault(Where(folder / file, line), sentence)]

    change(folder, file, wrong, right)
    assert [each.id for each in load(folder).needed] == ["assessment", "each"]


def test_the_childs_voice_needs_stages(tmp_path: Path) -> None:
    folder = written(tmp_path)
    with (folder / "needed.toml").open("a", encoding="utf-8") as file:
        file.write('\n[voice]\ntitle = "Voice"\nof = "each child"\nchild_voice = true\n')

    with pytest.raises(Faulty) as refused:
        load(folder)

    assert any("Say at which stages the child has to be heard" in fault.sentence for fault in refused.value.faults)
