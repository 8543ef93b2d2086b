"""Reading reports. Whoever is not in a report's circle gets nothing of it: the database holds every one of these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from alongside.accounts.models import Partnership, User
from alongside.accounts.queries import COORDINATING
from alongside.cases.circles import InCircle, circle
from alongside.cases.models import Case
from alongside.casework.models import Report, ReportCase, ReportParty, ReportPlace, ReportVehicle
from alongside.casework.rules.reports import may_change_report
from alongside.core.actor import Actor
from alongside.core.pages import Page
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.events.queries import Happening, history_in
from alongside.people.spelling import words as search_words

PAGE = 20


@dataclass(frozen=True)
class LinkedCase:
    """A case that a report stands on, as far as the actor may see it."""

    id: int
    name: str


@dataclass(frozen=True)
class ReportListed:
    """A report as a list shows it. `cases` are those of its cases that the actor may see."""

    id: int
    type: str
    title: str
    report_on: date
    area: str
    review_on: date | None
    author: str
    team: str
    written_at: datetime
    cases: Sequence[LinkedCase]


@dataclass(frozen=True)
class ReportTitle:
    """A report that one may not open, where the partnership shows that it is there, with whom to ask (E-CINS 5.2)."""

    id: int
    type: str
    title: str
    report_on: date
    author_principal: int
    author: str
    team: str


@dataclass(frozen=True)
class Narrowed:
    """Which reports a list is asked for. Empty parts narrow nothing; `since` and `until` are both included."""

    type: str = ""
    since: date | None = None
    until: date | None = None
    author_id: int | None = None
    case_id: int | None = None
    review_by: date | None = None
    words: str = ""


_LISTED = """
SELECT r.id, r.type, r.title, r.report_on, r.area, r.review_on, u.name AS author, t.name AS team, r.written_at,
       ARRAY(SELECT json_build_object('id', c.id, 'name', c.name) FROM casework_report_case rc
               JOIN cases_case c ON c.id = rc.case_id
              WHERE rc.report_id = r.id AND rc.unlinked_at IS NULL ORDER BY c.id) AS cases
  FROM casework_report r JOIN accounts_user u ON u.id = r.author_id JOIN accounts_team t ON t.id = r.team_id
 WHERE r.id IN ({found}) ORDER BY r.report_on DESC, r.id DESC LIMIT %(most)s
"""
_SEEN = """
SELECT casework_reports_seen(%(type)s, %(since)s, %(until)s, %(author)s, %(case)s, %(review)s, %(closes)s::text[],
                             %(words)s::text[], %(most)s, %(beyond)s)
"""
_TITLES = "SELECT id, type, title, report_on, author_principal, author, team FROM casework_report_titles(%s)"


def reports(narrowed: Narrowed, *, actor: Actor, page: int = 1, size: int = PAGE) -> Page[ReportListed]:
    """The reports the actor may open, latest first, narrowed. One query however many there are.

    Words find who called, who witnessed, whom it is about, vehicles and places (REP-04), in any order.
    """
    return _seen(narrowed, page=page, size=size)


def reports_of_case(case_id: int, *, actor: Actor, page: int = 1, size: int = PAGE) -> Page[ReportListed]:
    """The reports of a case that the actor may open, latest first. One query."""
    return reports(Narrowed(case_id=case_id), actor=actor, page=page, size=size)


def cases_named(ids: Sequence[int], *, actor: Actor) -> Sequence[LinkedCase]:
    """Those of these cases that the actor sees, by number. One query."""
    seen = Case.objects.visible_to(actor).filter(pk__in=ids).order_by("pk")
    return [LinkedCase(*row) for row in seen.values_list("pk", "name")]


def titles_of_case(case_id: int, *, actor: Actor) -> Sequence[ReportTitle]:
    """The titles of the reports of a case that the actor may not open, where the partnership shows them. One query.

    Nothing where its pack hides them: then they do not exist for the actor (SHAR-05, SHAR-12).
    """
    with connection.cursor() as cursor:
        cursor.execute(_TITLES, [case_id])
        return [ReportTitle(*row) for row in cursor.fetchall()]


def of_archived_cases(*, closes: Sequence[str], actor: Actor, words: str = "", page: int = 1) -> Page[ReportListed]:
    """The reports the actor may open on a case that is archived or closed (HOME-06); `closes` are the statuses that
    close a case here. One query."""
    return _seen(Narrowed(words=words), page=page, closes=list(closes))


def reports_about_person(person_id: int, *, actor: Actor, most: int = 50) -> Sequence[ReportListed]:
    """The reports the actor may open that are about this person, or about an address where they live. One query."""
    about = (
        "SELECT p.report_id FROM casework_report_party p WHERE p.person_id = %(person)s AND p.removed_at IS NULL"
        " UNION ALL SELECT at.report_id FROM casework_report_place at"
        " JOIN people_residence h ON h.place_id = at.place_id"
        " WHERE h.person_id = %(person)s AND h.to_month IS NULL AND at.removed_at IS NULL"
    )
    return _rows(about, {"person": person_id, "most": most})


def reports_about_place(place_id: int, *, actor: Actor, most: int = 50) -> Sequence[ReportListed]:
    """The reports the actor may open that are about a place (REP-04). One query."""
    about = "SELECT at.report_id FROM casework_report_place at WHERE at.place_id = %(place)s AND at.removed_at IS NULL"
    return _rows(about, {"place": place_id, "most": most})


def reviews_due(*, actor: Actor, by: date) -> int:
    """How many reports of the actor's own are to be reviewed by a day. One query."""
    return Report.objects.filter(author_id=actor.user_id, review_on__lte=by).count()


def _seen(narrowed: Narrowed, *, page: int, size: int = PAGE, closes: list[str] | None = None) -> Page[ReportListed]:
    told = {
        "type": narrowed.type, "since": narrowed.since, "until": narrowed.until, "author": narrowed.author_id,
        "case": narrowed.case_id, "review": narrowed.review_by, "closes": closes, "beyond": (page - 1) * size,
        "words": list(search_words(narrowed.words)) if narrowed.words else None, "most": size + 1,
    }  # fmt: skip
    listed = _rows(_SEEN, told)
    return Page(listed[:size], page, len(listed) > size)


def _rows(found: str, told: Mapping[str, Any]) -> list[ReportListed]:
    rows = rows_of(_LISTED.format(found=found), told, keep_plan=False)
    return [ReportListed(**row | {"cases": [LinkedCase(**each) for each in row["cases"]]}) for row in rows]


@dataclass(frozen=True)
class Named:
    """A caller, a witness, a person, a vehicle or a place named in a report: its id there, and in words.

    `person_id` and `place_id` lead to what the actor may see; None where there is nothing for them.
    """

    id: int
    name: str
    detail: str = ""
    person_id: int | None = None


@dataclass(frozen=True)
class ReportPage:
    """A report with everything that stands in it. `others` counts linked cases that the actor may not see."""

    id: int
    type: str
    title: str
    report_on: date
    area: str
    text: str
    review_on: date | None
    author: str
    author_id: int
    author_principal: int
    team: str
    written_at: datetime
    changed_at: datetime | None
    changed_by: str
    version: int
    circle_id: int
    cases: Sequence[LinkedCase]
    others: int
    callers: Sequence[Named]
    witnesses: Sequence[Named]
    people: Sequence[Named]
    vehicles: Sequence[Named]
    places: Sequence[Named]
    readers: Sequence[InCircle]
    may_change: bool

    @property
    def seen_by(self) -> int:
        """How many people and teams may see it today, its author among them."""
        return sum(each.holds for each in self.readers)

    @property
    def lacks_coordinating(self) -> bool:
        """Whether the coordinating team cannot see it (SHAR-02)."""
        return not any(each.coordinates and each.holds for each in self.readers)


def report(report_id: int, *, actor: Actor) -> ReportPage:
    """A report. Six queries whatever stands in it. Raises NotFound for whoever is not in its circle."""
    row = Report.objects.filter(pk=report_id).select_related("author", "team", "changed_by").first()
    if row is None:
        raise NotFound
    linked = list(ReportCase.objects.filter(report=row, unlinked_at__isnull=True).values_list("case_id", flat=True))
    cases = cases_named(linked, actor=actor)
    parties = list(ReportParty.objects.filter(report=row, removed_at=None).order_by("pk"))
    vehicles = ReportVehicle.objects.filter(report=row, removed_at=None).order_by("pk")
    places = ReportPlace.objects.filter(report=row, removed_at=None).order_by("pk")
    may_change = may_change_report(
        actor.user_id, actor.team_id, author_id=row.author_id, of_team=row.team_id,
        coordinates=COORDINATING in actor.roles,
    )  # fmt: skip
    return ReportPage(
        id=row.pk, type=row.type, title=row.title, report_on=row.report_on, area=row.area, text=row.text,
        review_on=row.review_on, author=row.author.name, author_id=row.author_id,
        author_principal=row.author.principal_id, team=row.team.name, written_at=row.written_at,
        changed_at=row.changed_at, changed_by=row.changed_by.name if row.changed_by else "", version=row.version,
        circle_id=row.circle_id, cases=cases, others=len(linked) - len(cases),
        callers=_contacts(parties, "caller"), witnesses=_contacts(parties, "witness"),
        people=[Named(each.pk, each.name, person_id=each.person_id) for each in parties if each.part == "about"],
        vehicles=[Named(each.pk, each.registration, each.description) for each in vehicles],
        places=[Named(each.pk, each.words) for each in places],
        readers=circle(row.circle_id, actor=actor), may_change=may_change,
    )  # fmt: skip


def _contacts(parties: Sequence[ReportParty], part: str) -> Sequence[Named]:
    return [
        Named(each.pk, each.name, ", ".join(filter(None, (each.organisation, each.telephone, each.email))))
        for each in parties
        if each.part == part
    ]


@dataclass(frozen=True)
class Contacted:
    """A caller or a witness as it is typed into a form."""

    id: int
    name: str
    organisation: str
    telephone: str
    email: str


def contacts(report_id: int, part: str, *, actor: Actor) -> Sequence[Contacted]:
    """The callers, or the witnesses, of a report, to be changed. One query."""
    rows = ReportParty.objects.filter(report_id=report_id, part=part, removed_at=None).order_by("pk")
    return [Contacted(*row) for row in rows.values_list("pk", "name", "organisation", "telephone", "email")]


@dataclass(frozen=True)
class HistoryLine:
    """One line of a report's history, with the name of whoever did it."""

    happened: Happening
    who: str


def report_history(
    report_id: int, *, actor: Actor, looks: bool = False, before: int | None = None
) -> Sequence[HistoryLine]:
    """What happened to a report and what belongs to it, or who looked, newest first; fifty lines. Three queries.

    What was written down for each of several cases stands once. Raises NotFound.
    """
    circle_id = Report.objects.filter(pk=report_id).values_list("circle_id", flat=True).first()
    if circle_id is None:
        raise NotFound
    lines = history_in(circle_id, looks=looks, before=before)
    told = {(line.kind, line.happened_at, line.user_id, str(line.facts)): line for line in lines}
    names = dict(User.objects.filter(pk__in={line.user_id for line in lines}).values_list("pk", "name"))
    return [HistoryLine(line, names.get(line.user_id, "Somebody")) for line in told.values()]


def titles_visible(actor: Actor) -> bool:
    """Whether whoever has a case sees the titles of its reports that they may not open. One query."""
    shown = Partnership.objects.values_list("report_titles", flat=True).get(pk=actor.partnership_id)
    return bool(shown == "visible")
