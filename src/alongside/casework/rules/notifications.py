"""The kinds of notification, and which events each of them tells of. Nothing else knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

CASE, PERSON, MINE = "case", "person", "mine"
"""Where an event is looked for: on the case, on the person's profile, or in what was shared with me."""

AS_FOR_ALL = "as for all my cases"
"""Stands in the place of kinds where somebody has taken back what they chose for a case of their own."""

OLDEST_DAYS = 90
"""Notifications tell of so many days; the history of a case tells of all."""


@dataclass(frozen=True)
class Source:
    """A kind of event that is told of, where its facts hold what stands in `holds`."""

    event: str
    holds: Mapping[str, Any] = field(default_factory=dict)
    of: str = CASE


@dataclass(frozen=True)
class KindOfNotification:
    """Something one can be told of. Its title is the seed's word (E-CINS 6.6)."""

    id: str
    title: str
    sources: Sequence[Source]
    hint: str = ""


def _changed(label: str) -> Mapping[str, Any]:
    return {"changes": [{"what": label}]}


NOTIFICATIONS: Sequence[KindOfNotification] = (
    KindOfNotification("action-added", "Action added", [Source("action.added")]),
    KindOfNotification("agency-added", "Agency added", [Source("agency.involved")]),
    KindOfNotification("log-added", "Log added", [Source("log.added")]),
    KindOfNotification(
        "case-added",
        "Case added",
        [Source("case.shared", of=MINE), Source("member.added", of=PERSON)],
        "A case is shared with you; for a person, they are on a further case that you can see.",
    ),
    KindOfNotification("profile-added", "Profile added", [Source("member.added")], "Somebody is added to the family."),
    KindOfNotification("report-added", "Report added", [Source("report.added"), Source("report.linked")]),
    KindOfNotification(
        "document-uploaded", "Document uploaded", [Source("document.added"), Source("document.version-added")]
    ),
    KindOfNotification(
        "additional-info",
        "Additional info updated",
        [
            Source("case.key-information-changed"),
            Source("nomination.updated"),
            Source("person.changed", of=PERSON),
            Source("person.moved", of=PERSON),
        ],
        "The key information, the nomination or a profile.",
    ),
    KindOfNotification(
        "lead-agency",
        "Lead agency added/updated",
        [Source("agency.involved", {"as": "lead-agency"}), Source("agency.changed", {"as": "lead-agency"}),
         Source("agency.ended", {"as": "lead-agency"})],
    ),
    KindOfNotification(
        "owner",
        "Owner updated",
        [Source("case.changed", _changed("Owner")), Source("case.changed", _changed("Owning site"))],
    ),
    KindOfNotification(
        "relates-to", "Case relates to added/updated", [Source("case.linked"), Source("case.unlinked")]
    ),
    KindOfNotification(
        "status",
        "Case status updated",
        [Source("case.status-changed"), Source("case.changed", _changed("Status")), Source("case.archived"),
         Source("case.unarchived")],
    ),
)  # fmt: skip
IDS = tuple(each.id for each in NOTIFICATIONS)


def sources() -> Sequence[tuple[str, Source]]:
    """Every (kind of notification, event it tells of)."""
    return [(each.id, source) for each in NOTIFICATIONS for source in each.sources]


def chosen(kinds: Sequence[str]) -> tuple[str, ...]:
    """Those of these that are kinds of notification, each once, in the order of the list."""
    return tuple(each for each in IDS if each in kinds)


def titles(kinds: Sequence[str]) -> Sequence[str]:
    """What the chosen kinds are called."""
    return [each.title for each in NOTIFICATIONS if each.id in kinds]
