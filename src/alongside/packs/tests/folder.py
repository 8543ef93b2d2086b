"""A small pack that is right, written into a folder for a test to put something wrong into."""

from pathlib import Path

SMALL = {
    "pack.toml": """\
title    = "Small"
source   = "Invented for tests"
in_force = 2026-09-01

[discovery]
cases = "pointer"
""",
    "areas.toml": """\
[north]
title = "North"

[south]
title = "South"
""",
    "organisations.toml": """\
[type.council]
title = "Council"

[type.school]
title = "School"

[organisation.council]
title = "The council"
type  = "council"

  [organisation.council.team.hub]
  title       = "Hub"
  coordinates = true

  [organisation.council.team.support]
  title = "Support"
  area  = "north"
""",
    "lists.toml": """\
[titles]
title   = "Title"
choices = ["Mr", "Ms"]

[ethnicities]
title   = "Ethnicity"
choices = [
  { label = "Irish",   census = "WIRI" },
  { label = "Unknown", census = "NOBT" },
]

[age-bands]
title   = "Age"
choices = [
  { label = "Unborn",  unborn = true },
  { label = "Child",   from_age = 0, to_age = 17 },
  { label = "Grown",   from_age = 18 },
]
""",
    "notes.toml": """\
[log]
title   = "Log"
default = true

[voice]
title            = "Voice of the child"
child_voice      = true
asks_of_children = true

[[voice.heading]]
id    = "words"
title = "Their words"

[[voice.heading]]
id    = "meaning"
title = "What it means"
""",
    "criteria.toml": """\
[health]
title = "Health"

[[health.question]]
id   = "mental-health"
asks = "Who has a mental health problem?"
who  = "everybody"
""",
    "consent.toml": """\
[received]
statement = "The family agreed"
given     = true
""",
    "cases.toml": """\
[status.open]
title   = "Open"
default = true

[status.ended]
title  = "Ended"
closes = true

[priority.low]
title   = "Low"
default = true

[priority.high]
title = "High"

[group.family]
title   = "Family"
default = true
""",
    "flags.toml": """\
[early-help]
title  = "Early help"
starts = [{ id = "need", because = "A need was seen" }]
ends   = [{ id = "over", because = "Help is no longer needed" }]
""",
    "forms/nomination.toml": """\
title = "Nomination"
opens = "case"

[[section]]
id    = "details"
title = "Details"

  [[section.question]]
  id    = "area"
  asks  = "Area"
  kind  = "area"
  fills = "case.area"

  [[section.question]]
  id      = "referral-date"
  asks    = "Date of referral"
  kind    = "date"
  initial = "today"
  fills   = "case.referral_date"

  [[section.question]]
  id    = "case-name"
  asks  = "Case name"
  kind  = "case name"
  fills = "case.name"

  [[section.question]]
  id      = "referrer"
  asks    = "Who is making this referral?"
  kind    = "choice"
  options = ["Me", "Someone else"]
  initial = "Me"

  [[section.question]]
  id    = "nominator"
  asks  = "Nominator"
  kind  = "user or person outside"
  when  = { question = "referrer", is = "Someone else" }
  fills = "case.referrer"

[[section]]
id      = "family"
title   = "Family"
repeats = true

  [[section.question]]
  id      = "title"
  asks    = "Title"
  kind    = "choice"
  options = "titles"
  fills   = "person.title"

  [[section.question]]
  id    = "forename"
  asks  = "First name"
  kind  = "text"
  fills = "person.forename"

  [[section.question]]
  id    = "surname"
  asks  = "Last name"
  kind  = "text"
  fills = "person.surname"

[[section]]
id    = "rest"
title = "The rest"

  [[section.question]]
  id     = "risk"
  asks   = "Are there risks?"
  kind   = "yes, no or don't know"
  detail = "What are they?"

  [[section.question]]
  id   = "plan"
  asks = "Is there a plan?"
  kind = "yes or no"

  [[section.question]]
  id   = "plan-details"
  asks = "Which?"
  kind = "long text"
  when = { question = "plan", is = true }
""",
}
"""The files of the pack, by their paths in its folder."""


def write(folder: Path, files: dict[str, str] = SMALL) -> Path:
    """Write these files into the folder and return it."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Replace what stands once in a file of the folder."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
