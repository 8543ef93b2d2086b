"""The pages of a case, as they stand above every one of them, and what can be added from any of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from alongside.web.frame import address


@dataclass(frozen=True)
class Tab:
    """One page of a case, or one group of pages; `here` where it is, or holds, the page shown.

    `in_place` is the part of an adding page that opens on the page one is at.
    """

    text: str
    address: str
    here: bool
    count: int | None = None
    in_place: str = ""


@dataclass(frozen=True)
class Tabs:
    """The groups of pages; the pages of the group shown, where it has several; what can be added; this page's title."""

    groups: Sequence[Tab]
    within: Sequence[Tab]
    adds: Sequence[Tab]
    title: str


_GROUPS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    ("Overview", (("overview", "Overview", "case"),)),
    ("Log", (
        ("log", "Notes", "case_log"),
        ("actions", "Actions", "case_actions"),
        ("chronology", "Chronology", "case_chronology"),
    )),
    ("Plan", (
        ("plan", "Plan", "case_plan"),
        ("meetings", "Meetings", "case_meetings"),
        ("outcomes", "Outcomes", "case_outcomes"),
        ("family-copy", "The family's copy", "case_family_copy"),
    )),
    ("Assessments", (
        ("assessments", "Assessments", "case_assessments"),
        ("needed", "What is needed", "case_needed"),
    )),
    ("Processes", (("processes", "Processes", "case_processes"),)),
    ("Tasks", (
        ("tasks", "Tasks", "case_tasks"),
        ("clocks", "Clocks", "case_clocks"),
    )),
    ("Reports", (("reports", "Reports", "case_reports"),)),
    ("Documents", (("documents", "Documents", "case_documents"),)),
    ("Messages", (("messages", "Messages", "case_messages"),)),
    ("People", (
        ("members", "Members", "case_members"),
        ("team", "Team", "case_team"),
        ("agencies", "Agencies", "case_agencies"),
        ("related", "Related cases", "case_related"),
    )),
    ("Sharing", (
        ("access", "Access", "case_access"),
        ("consent", "Consent", "case_consent"),
        ("administration", "Administration", "case_administration"),
        ("notify", "Notify me", "case_notify"),
    )),
    ("History", (("history", "History", "case_history"),)),
)  # fmt: skip
_ADDS = (
    ("Note", "case_log_add", "#add-log"),
    ("Task", "case_task_add", ""),
    ("Action", "case_action_add", ""),
    ("Assessment", "case_assessment_add", ""),
    ("Meeting", "case_meeting_add", ""),
    ("Document", "case_document_add", ""),
    ("Report", "case_report_add", ""),
    ("Message", "case_message_write", ""),
    ("Process", "case_processes", ""),
)


def tabs(case_id: int, here: str, *, waiting: int = 0, hidden: frozenset[str] = frozenset()) -> Tabs:
    """The pages of a case as seen from the page `here`. `waiting` requests stand beside sharing; pages in `hidden`
    are not part of how this partnership works."""
    groups, within, title = [], [], ""
    for name, pages in _GROUPS:
        found = [
            Tab(text, address(page, case_id), page_here == here)
            for page_here, text, page in pages
            if page_here not in hidden and address(page, case_id)
        ]
        if not found:
            continue
        inside = any(tab.here for tab in found)
        groups.append(Tab(name, found[0].address, inside, waiting or None if name == "Sharing" else None))
        if inside:
            within = found if len(found) > 1 else []
            title = next(tab.text for tab in found if tab.here)
    adds = [
        Tab(text, address(page, case_id), False, in_place=part) for text, page, part in _ADDS if address(page, case_id)
    ]
    return Tabs(groups, within, adds, "" if here == "overview" else title)
