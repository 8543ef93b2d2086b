"""What can be ticked for a report: cases, people, addresses, and who may see it; offered, found, or ticked before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from alongside.accounts.queries import Colleague, find_colleagues, holder_of, teams
from alongside.cases import queries as cases
from alongside.cases.shares import shares
from alongside.casework.queries.reports import LinkedCase, Named, cases_named
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.people import queries as people
from alongside.people.gazetteer import gazetteer
from alongside.web.pages.report_form import ReportForm

MOST_CASES = 5
"""Of so many cases the families are offered at once; who else is found by name."""


@dataclass(frozen=True)
class Pick:
    """A box to tick. `had` is the name of the hidden field that says it was ticked when the page was made."""

    name: str
    text: str
    hint: str = ""
    ticked: bool = False
    had: str = ""


@dataclass(frozen=True)
class Picks:
    """The boxes of one kind, and the search for more: `words` typed, and what to say where it found nothing."""

    boxes: Sequence[Pick]
    words: str = ""
    nothing: str = ""


@dataclass(frozen=True)
class Picking:
    """Makes the boxes from what was posted, or from what is offered first."""

    form: ReportForm
    actor: Actor
    do: str = ""

    def _words(self, what: str) -> str:
        typed = str(self.form.data.get(f"find-{what}", "")) if self.form.is_bound else ""
        return typed.replace("\x00", " ").strip()[:200]

    def _found(self, what: str, find: Callable[[str], Sequence[Pick]]) -> tuple[str, Sequence[Pick], bool]:
        """The words typed, and what they found where that was asked for now."""
        words = self._words(what)
        asked = bool(words) and self.do in {f"find-{what}", "enter"}
        return words, find(words) if asked else [], asked

    def _picks(self, what: str, boxes: Sequence[Pick], find: Callable[[str], Sequence[Pick]], nothing: str) -> Picks:
        words, found, asked = self._found(what, find)
        new = [each for each in found if each.name not in {box.name for box in boxes}]
        return Picks([*boxes, *new], words, nothing if asked and not found else "")

    # --- the cases it stands on

    def chosen_cases(self, first: Sequence[int]) -> Sequence[LinkedCase]:
        """The cases ticked; at first those the page was opened from."""
        return cases_named(self.form.ticked("case") if self.form.is_bound else first, actor=self.actor)

    def cases(self, first: Sequence[int]) -> Picks:
        """Cases one sees, by surname or postcode."""

        def find(words: str) -> Sequence[Pick]:
            rows = cases.find(words, page=1, actor=self.actor).rows
            return [Pick(f"case-{row.id}", row.name, f"Case {row.id}") for row in rows if row.mine][:20]

        chosen = self.chosen_cases(first)
        boxes = [Pick(f"case-{each.id}", each.name, f"Case {each.id}", ticked=True) for each in chosen]
        return self._picks("case", boxes, find, "No case that you can see was found. Check the spelling.")

    # --- whom it is about

    def about(self, case_ids: Sequence[int], there: Sequence[Named] = ()) -> Picks:
        """Members of the linked cases, those named before, and others one may see, by name."""
        ticked = self.form.ticked("about") if self.form.is_bound else []
        named = {each.person_id for each in there}
        boxes = [self._kept("party", each, each.name) for each in there]
        for case in list(case_ids)[:MOST_CASES]:
            for member in cases.members(case, actor=self.actor):
                if member.left_on is None and member.person_id not in named:
                    named.add(member.person_id)
                    box = Pick(f"about-{member.person_id}", member.name, member.how_old)
                    boxes.append(replace(box, ticked=member.person_id in ticked))
        others = people.persons([each for each in ticked if each not in named], actor=self.actor)
        boxes += [replace(_person(each), ticked=True) for each in others]

        def find(words: str) -> Sequence[Pick]:
            try:
                return [_person(each) for each in people.search(words, actor=self.actor).people if each.id not in named]
            except Invalid:
                return []

        return self._picks("person", boxes, find, "Nobody that you can see was found. Check the spelling.")

    # --- where

    def places(self, there: Sequence[Named] = ()) -> Picks:
        """Addresses of the gazetteer, by postcode or first line, and those named before."""
        chosen = (
            [found for uprn in self.form.uprns() if (found := gazetteer().by_uprn(uprn))] if self.form.is_bound else []
        )
        boxes = [self._kept("place", each, each.name) for each in there]
        boxes += [Pick(f"uprn-{each.uprn}", each.in_a_line, ticked=True) for each in chosen]

        def find(words: str) -> Sequence[Pick]:
            return [Pick(f"uprn-{each.uprn}", each.in_a_line) for each in gazetteer().find(words)][:30]

        nothing = "No address found. Check the postcode, or write the place in words below."
        return self._picks("place", boxes, find, nothing)

    def _kept(self, what: str, each: Named, text: str) -> Pick:
        kept = each.id in self.form.ticked(f"keep{what}") if self.form.is_bound else True
        return Pick(f"keep{what}-{each.id}", text, ticked=kept, had=f"had{what}-{each.id}")

    # --- who may see it

    def readers(self, case_ids: Sequence[int]) -> tuple[Picks, Sequence[Pick]]:
        """The coordinating team, ticked until somebody takes it away; who has the cases; whoever is looked for. And,
        to be looked through, every other team."""
        ticked = self.form.ticked("holder") if self.form.is_bound else []
        every = teams(actor=self.actor)
        offered: dict[int, Pick] = {}
        for team in every:
            if team.coordinates:
                offered[team.principal] = replace(_reader(team), ticked=not self.form.is_bound)
        for case in list(case_ids)[:MOST_CASES]:
            for each in shares(case, actor=self.actor):
                if each.holds:
                    offered.setdefault(each.holder, Pick(f"holder-{each.holder}", each.name, each.detail))
        for holder in ticked:
            if holder not in offered and (whom := holder_of(holder, actor=self.actor)):
                offered[holder] = _reader(whom)
        offered.pop(self.actor.own, None)
        boxes = [replace(box, ticked=box.ticked or holder in ticked) for holder, box in offered.items()]

        def find(words: str) -> Sequence[Pick]:
            found = find_colleagues(words, actor=self.actor)
            return [_reader(each) for each in found if each.principal != self.actor.own]

        picks = self._picks("holder", boxes, find, "Nobody here is called that. Check the spelling.")
        return picks, [_reader(team) for team in every if team.principal not in offered]


def _person(found: people.FoundPerson) -> Pick:
    return Pick(f"about-{found.id}", found.name, ", ".join(filter(None, (found.age_words, found.address))))


def _reader(whom: Colleague) -> Pick:
    return Pick(f"holder-{whom.principal}", whom.name, whom.detail)
