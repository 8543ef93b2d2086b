"""One family after another, as lines for PostgreSQL's COPY: persons, places, a case, its access, logs and events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from random import Random
from typing import TypeVar

from alongside.web.demonstration.crowd.words import LETTERS, Heritage, Words

_T = TypeVar("_T")

Lines = Mapping[str, list[str]]
"""By table: rows as COPY reads them."""

COLUMNS: Mapping[str, str] = {
    "people_place": "id, partnership_id, key, lines, postcode, uprn",
    "people_person": "id, partnership_id, created_by_id, created_at, forename, surname, birth_date, age_band, unborn,"
    " expected_on, gender, ethnicity, ethnicity_code, nhs_number, area, audience, search_keys, title, middle_names,"
    " disabled, disability, national_insurance, upn, pnc_id, sources, version, excluded",
    "people_residence": "partnership_id, person_id, place_id, from_month, recorded_at, is_main, no_fixed_abode,"
    " tenancy, link, source",
    "people_contact": "partnership_id, person_id, kind, value, source",
    "cases_case": "id, partnership_id, owner_id, created_by_id, referred_by_id, lead_worker_id, team_id, created_at,"
    " name, area, form, status, priority, key_information, intensity, application_status, referral_on, assessed_on,"
    " audience, own_keys, search_keys, referrer, version, excluded, type, reference, reason, is_archived",
    "cases_member": 'partnership_id, case_id, person_id, position, is_head, relationship, "group", joined_on, version',
    "cases_share": "partnership_id, case_id, principal_id, holder_id, why, shared_by_id, shared_at, basis",
    "cases_criterion": "partnership_id, case_id, code, met, findings, version",
    "cases_consent": "partnership_id, case_id, statement, given, notes, signed_copy_to_come, recorded_by_id,"
    " recorded_at, state, given_by, how, shared_with, basis, signed_copy_at",
    "cases_flag": "partnership_id, case_id, flag, starts_on, start_reason, end_reason, version",
    "casework_log": 'id, partnership_id, case_id, contact_at, "where", who, what, author_id, written_at, version,'
    " type, headings, hidden_why",
    "events_event": "partnership_id, kind, happened_at, user_id, case_id, person_id, facts",
}
HAPPENED = ("case.opened", "member.added", "criterion.recorded", "case.shared", "log.added")
"""What the spine tells of the crowd."""
LOGS = 5
YEARS_BACK = 2
FEW = 40
"""With so few workers, cases are shared with nobody but the coordinating team, so that the cast keep their stories."""

_NOTHING = "\\N"
_OF_A_PERSON = "\t\t\tno\t\t\t\t\t{}\t1\t{}"
_ADULTS, _CHILDREN = (0.38, 0.94), (0.32, 0.66, 0.88)


@dataclass(frozen=True)
class Worker:
    """Somebody who owns cases: their user, the principal that is theirs alone, their team."""

    user_id: int
    principal: int
    team_id: int
    name: str


@dataclass(frozen=True)
class Share:
    """Access to a case for a principal: who that is, and why."""

    principal: int
    name: str
    why: str


@dataclass
class Next:
    """The next number of each table whose numbers other rows hold."""

    person: int
    case: int
    place: int
    log: int


@dataclass
class Somebody:
    """A person of a family. The line without audience and keys is kept, because a second case adds to the audience."""

    id: int
    forename: str
    relationship: str
    adult: bool
    keys: Sequence[str]
    head: str
    audience: frozenset[int] = frozenset()
    line: int = -1

    def row(self) -> str:
        """As COPY reads it."""
        return f"{self.head}\t{_array(sorted(self.audience))}\t{_array(self.keys)}{_OF_A_PERSON}"


class Crowd:
    """Invents families. The same arguments invent the same families, whoever else is in the database."""

    def __init__(
        self, words: Words, *, random: Random, today: date, partnership: int, workers: Sequence[Worker],
        coordinating: tuple[int, str] | None, tokens: Mapping[str, Sequence[str]], places: dict[str, int],
        numbers: Next,
    ) -> None:  # fmt: skip
        self.words, self.chance, self.partnership, self.workers = words, random.random, partnership, workers
        self.coordinating, self.tokens, self.places, self.numbers = coordinating, tokens, places, numbers
        self.today = today
        self.days = [(today - timedelta(days=back)).isoformat() for back in range(365 * (YEARS_BACK + 1))]
        self.lines: dict[str, list[str]] = {}
        self._elsewhere: Somebody | None = None

    def make(self, ordinals: Iterable[int]) -> Lines:
        """The lines of these families. `ordinals` say whose turn it is to own a case."""
        self.lines = {table: [] for table in COLUMNS}
        self._elsewhere = None
        for ordinal in ordinals:
            self._family(self.workers[ordinal % len(self.workers)])
        return self.lines

    # --- a family

    def _family(self, owner: Worker) -> None:
        back = 1 + self._below(365 * YEARS_BACK)
        opened = f"{self.days[back]} {8 + self._below(9):02}:{self._below(60):02}:00+00"
        shares = self._shares(owner)
        audience = frozenset(share.principal for share in shares)
        area = self._one(self.words.areas)
        surnames, members = self._members(self.words.heritage(self.chance()), owner, opened, area)
        guest = self._elsewhere if self.chance() < 0.02 else None
        everybody = [*members, guest] if guest else members
        place, postcode = self._place(area)
        case = self.numbers.case
        self.numbers.case += 1
        self._case(case, owner, opened, back, area, surnames, postcode, everybody, audience)
        self._settle(members, place, opened, back)
        by = f"{opened}\t{owner.user_id}"
        self.lines["events_event"] += [
            f"{self.partnership}\tperson.added\t{by}\t{_NOTHING}\t{each.id}\t{{}}" for each in members
        ]
        self._on_the_case(case, everybody, owner, opened, back)
        self._criteria(case, members, owner, opened)
        self._access(case, shares, owner, opened)
        self._logs(case, members, owner, back)
        self._finish(members, guest, audience)

    def _members(self, heritage: Heritage, owner: Worker, opened: str, area: str) -> tuple[list[str], list[Somebody]]:
        """The surnames of a family, and its members: the head first, then partner and children, oldest first."""
        one = self._surname(heritage)
        other = self._surname(heritage) if self.chance() < 0.5 else one
        mothers_age = 19 + self._below(29)
        made = [self._person(heritage.women, one, mothers_age, "Female", "", heritage, owner, opened, area)]
        chance = self.chance()
        if chance > _ADULTS[0]:
            fathers_age = max(18, mothers_age - 4 + self._below(12))
            made.append(
                self._person(heritage.men, other, fathers_age, "Male", "Partner", heritage, owner, opened, area)
            )
        if chance > _ADULTS[1]:
            grandmother = mothers_age + 20 + self._below(14)
            made.append(
                self._person(heritage.women, one, grandmother, "Female", "Mother", heritage, owner, opened, area)
            )
        oldest = min(17, mothers_age - 17)
        ages = sorted((self._below(oldest + 1) for _ in range(self._several(_CHILDREN))), reverse=True)
        for years in ages:
            girl = self.chance() < 0.5
            names, gender, kin = (heritage.girls, "Female", "Daughter") if girl else (heritage.boys, "Male", "Son")
            surname = other if self.chance() < 0.4 else one
            made.append(self._person(names, surname, years, gender, kin, heritage, owner, opened, area))
        if self.chance() < 0.04:
            made.append(self._unborn(one, owner, opened, area))
        return list(dict.fromkeys((one, other) if len(made) > 1 else (one,))), made

    def _surname(self, heritage: Heritage) -> str:
        return self._one(self.words.double_barrelled if self.chance() < 0.05 else heritage.surnames)

    def _person(
        self, names: Sequence[str], surname: str, years: int, gender: str, relationship: str, heritage: Heritage,
        owner: Worker, opened: str, area: str,
    ) -> Somebody:  # fmt: skip
        forename = self._one(names)
        known = self.chance() < 0.93
        band = (
            "" if known else next((label for low, high, label in self.words.bands if low <= years <= high), "Unknown")
        )
        age = f"{self._birth_date(years)}\t\tf\t\\N" if known else f"\\N\t{band}\tf\t\\N"
        said = f"{heritage.ethnicity}\t{heritage.census}" if self.chance() < 0.8 else "\t"
        number = self._nhs_number() if self.chance() < 0.4 else ""
        keys = tuple(dict.fromkeys(chain(self.tokens[forename], self.tokens[surname])))
        return self._somebody(
            f"{forename}\t{surname}\t{age}\t{gender}\t{said}\t{number}\t{area}",
            forename, relationship, years > 17, keys, owner, opened,
        )  # fmt: skip

    def _unborn(self, surname: str, owner: Worker, opened: str, area: str) -> Somebody:
        expected = (self.today + timedelta(days=self._below(200))).isoformat()
        told = f"\t{surname}\t\\N\t\tt\t{expected}\t\t\t\t\t{area}"
        return self._somebody(told, "", "Unborn child", False, tuple(self.tokens[surname]), owner, opened)

    def _somebody(
        self, told: str, forename: str, relationship: str, adult: bool, keys: Sequence[str], owner: Worker, opened: str
    ) -> Somebody:
        number = self.numbers.person
        self.numbers.person += 1
        head = f"{number}\t{self.partnership}\t{owner.user_id}\t{opened}\t{told}"
        return Somebody(number, forename, relationship, adult, keys, head)

    def _birth_date(self, years: int) -> str:
        """A day on which somebody was born who is so many years old today."""
        return (self.today - timedelta(days=int(years * 365.25) + 1 + self._below(364))).isoformat()

    def _nhs_number(self) -> str:
        """One of the range kept for tests, with the right last digit."""
        while True:
            six = self._below(1_000_000)
            weighed, rest = 9 * (10 + 9 + 8), six
            for weight in (2, 3, 4, 5, 6, 7):
                rest, digit = divmod(rest, 10)
                weighed += weight * digit
            check = 11 - weighed % 11
            if check != 10:
                return f"999{six:06}{check % 11}"

    def _place(self, area: str) -> tuple[int, str]:
        street = self._below(len(self.words.streets))
        postcode = f"{self.words.district} {1 + street % 9}{LETTERS[street // 9 % 20]}{LETTERS[street // 180 % 20]}"
        lines = f"{1 + self._below(240)} {self.words.streets[street]}, {self.words.town}"
        key = f"{lines}{postcode}".replace(" ", "").replace(",", "").lower()
        place = self.places.get(key)
        if place is None:
            place = self.places[key] = self.numbers.place
            self.numbers.place += 1
            self.lines["people_place"].append(f"{place}\t{self.partnership}\t{key}\t{lines}\t{postcode}\t")
        return place, postcode

    # --- the case

    def _shares(self, owner: Worker) -> list[Share]:
        """Who may see the case, and why: the owner, the coordinating team, and now and then a colleague."""
        shares = [Share(owner.principal, owner.name, "Owner of the case")]
        if self.coordinating is not None:
            shares.append(Share(*self.coordinating, "Coordinates early help"))
        if self.chance() < 0.25 and len(self.workers) > FEW:
            colleague = self._one(self.workers)
            if colleague is not owner:
                shares.append(Share(colleague.principal, colleague.name, "Working with the family"))
        return shares

    def _case(
        self, case: int, owner: Worker, opened: str, back: int, area: str, surnames: Sequence[str], postcode: str,
        members: Sequence[Somebody], audience: frozenset[int],
    ) -> None:  # fmt: skip
        words, compact = self.words, postcode.replace(" ", "").lower()
        own = [*dict.fromkeys(chain(*(self.tokens[name] for name in surnames))), compact, compact[:-2], compact[:-3]]
        found_by = sorted({*own, *chain(*(member.keys for member in members))})
        key = self._said(self.words.logs["key_information"], members) if self.chance() < 0.25 else ""
        assessed = self.days[max(0, back - self._below(10))] if self.chance() < 0.8 else _NOTHING
        self.lines["cases_case"].append(
            f"{case}\t{self.partnership}\t{owner.user_id}\t{owner.user_id}\t{owner.user_id}\t{owner.user_id}"
            f"\t{owner.team_id}\t{opened}\t{' / '.join(surnames)} {postcode}\t{area}\t{words.form}"
            f"\t{self._one(words.statuses)}\t{self._one(words.priorities)}\t{key}\t{self._one(words.intensities)}"
            f"\t{self._one(words.application_statuses)}\t{self.days[back]}\t{assessed}\t{_array(sorted(audience))}"
            f"\t{_array(own)}\t{_array(found_by)}\t{{}}\t1\t{{}}\t\t\t\tf"
        )
        self._event(
            "case.opened", opened, owner, case, None, f'{{"form": "{words.form}", "referral_on": "{self.days[back]}"}}'
        )
        if words.flag and self.chance() < 0.5:
            flag, reasons = words.flag
            start = f"{case}\t{flag}\t{self.days[back]}\t{self._one(reasons)}\t\t1"
            self.lines["cases_flag"].append(f"{self.partnership}\t{start}")

    def _settle(self, members: Sequence[Somebody], place: int, opened: str, back: int) -> None:
        came = self.days[min(back + self._below(300), len(self.days) - 1)][:8] + "01"
        rest = f"{place}\t{came}\t{opened}\tt\tf\t\tHome\t"
        self.lines["people_residence"] += [
            f"{self.partnership}\t{each.id}\t{rest}" for each in members if each.forename
        ]
        self.lines["people_contact"] += [
            f"{self.partnership}\t{each.id}\tmobile\t07700 900{self._below(1000):03}\t"
            for each in members
            if each.adult
        ]

    def _on_the_case(self, case: int, members: Sequence[Somebody], owner: Worker, opened: str, back: int) -> None:
        for position, each in enumerate(members, start=1):
            head = "t" if position == 1 else "f"
            self.lines["cases_member"].append(
                f"{self.partnership}\t{case}\t{each.id}\t{position}\t{head}\t{each.relationship}\t{self.words.group}"
                f"\t{self.days[back]}\t1"
            )
            self._event("member.added", opened, owner, case, each.id, "{}")

    def _criteria(self, case: int, members: Sequence[Somebody], owner: Worker, opened: str) -> None:
        for code, title, questions in self.words.criteria:
            chance = self.chance()
            if chance > 0.45:
                continue
            found = "[]"
            if chance < 0.3:
                who = self._one(members).id
                notes = self._said(self.words.logs["notes"], members)
                found = f'[{{"question": "{self._one(questions)}", "persons": [{who}], "notes": "{notes}"}}]'
            met = "yes" if chance < 0.3 else "no"
            self.lines["cases_criterion"].append(f"{self.partnership}\t{case}\t{code}\t{met}\t{found}\t1")
            facts = f'{{"criterion": "{title}", "code": "{code}", "findings": {found}}}'
            self._event("criterion.recorded", opened, owner, case, None, facts)
        statement, given = self.words.consent
        self.lines["cases_consent"].append(
            f"{self.partnership}\t{case}\t{statement}\t{'t' if given else 'f'}\t\tf\t{owner.user_id}\t{opened}"
            f"\tgiven\t{members[0].forename}\tin writing\t\t\t{opened}"
        )

    def _access(self, case: int, shares: Sequence[Share], owner: Worker, opened: str) -> None:
        for share in shares:
            held = f"{share.principal}\t{share.principal}\t{share.why}\t{owner.user_id}\t{opened}\t"
            self.lines["cases_share"].append(f"{self.partnership}\t{case}\t{held}")
            if share.principal != owner.principal:
                facts = f'{{"with": "{share.name}", "why": "{share.why}", "principal": {share.principal}}}'
                self._event("case.shared", opened, owner, case, None, facts)

    def _logs(self, case: int, members: Sequence[Somebody], owner: Worker, back: int) -> None:
        since = sorted((self._below(back + 1) for _ in range(LOGS)), reverse=True)
        for days in since:
            number = self.numbers.log
            self.numbers.log += 1
            at = f"{self.days[max(days, 1)]} {9 + self._below(8):02}:{self._below(12) * 5:02}:00+00"
            where, what = self._one(self.words.logs["where"]), self._said(self.words.logs["what"], members)
            self.lines["casework_log"].append(
                f"{number}\t{self.partnership}\t{case}\t{at}\t{where}\t{members[0].forename}\t{what}"
                f"\t{owner.user_id}\t{at}\t1\tlog\t[]\t"
            )
            self._event("log.added", at, owner, case, None, f'{{"log": {number}}}')

    def _finish(self, members: Sequence[Somebody], guest: Somebody | None, audience: frozenset[int]) -> None:
        """Put the family's persons down, and bring the father of another family who is on this case too up to date."""
        if guest is not None:
            guest.audience |= audience
            self.lines["people_person"][guest.line] = guest.row()
        for each in members:
            each.audience = audience
            each.line = len(self.lines["people_person"])
            self.lines["people_person"].append(each.row())
        self._elsewhere = next((each for each in members if each.relationship == "Partner"), None)

    # --- chance

    def _event(self, kind: str, at: str, by: Worker, case: int | None, person: int | None, facts: str) -> None:
        about = f"{case or _NOTHING}\t{person or _NOTHING}"
        self.lines["events_event"].append(f"{self.partnership}\t{kind}\t{at}\t{by.user_id}\t{about}\t{facts}")

    def _said(self, sentences: Sequence[str], members: Sequence[Somebody]) -> str:
        last = members[-1].forename or "The baby"
        return self._one(sentences).replace("{a}", members[0].forename).replace("{c}", last)

    def _below(self, number: int) -> int:
        return int(self.chance() * number)

    def _one(self, of: Sequence[_T]) -> _T:
        return of[int(self.chance() * len(of))]

    def _several(self, chances: Sequence[float]) -> int:
        chance = self.chance()
        return 1 + sum(chance > each for each in chances)


def _array(values: Iterable[object]) -> str:
    return f"{{{','.join(map(str, values))}}}"
