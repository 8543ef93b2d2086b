"""Reading drafts: my drafts for the home page, one draft with everything in it, and its submission."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from alongside.accounts.queries import colleague
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.forms import pages
from alongside.forms.answers import Submission
from alongside.forms.checks import COMMON
from alongside.forms.judging import Judged, Rules, judge
from alongside.forms.models import Draft
from alongside.forms.rules import Against, Check
from alongside.forms.typed import Typed, typed_from
from alongside.packs import queries as packs
from alongside.packs.form_schema import Form
from alongside.packs.schema import Pack


@dataclass(frozen=True)
class DraftListed:
    """A form of mine in progress, for My workload. `progress` is in words: "3 of 7, Family members"."""

    id: UUID
    form_title: str
    title: str
    progress: str
    started_at: datetime
    saved_at: datetime
    about: int | None
    opens_case: bool = True
    """Whether the form opens a case; one that does not is an assessment in progress."""


@dataclass(frozen=True)
class DraftRead:
    """A draft with its form, its pack and all that was typed. `became` is the id of the case once submitted."""

    id: UUID
    form: Form
    pack: Pack
    typed: Typed
    opened_with: Typed
    title: str
    step: str
    seen: tuple[str, ...]
    about: int | None
    version: int
    started_at: datetime
    saved_at: datetime
    became: int | None


def my_drafts(actor: Actor) -> Sequence[DraftListed]:
    """The forms that the actor has begun and neither submitted nor thrown away, last saved first. One query."""
    open_ones = Draft.objects.filter(
        partnership_id=actor.partnership_id,
        owner_id=actor.user_id,
        audience__overlap=sorted(actor.principals),
        submitted_at__isnull=True,
        discarded_at__isnull=True,
    )
    wanted = open_ones.only("id", "form", "release_id", "title", "step", "started_at", "saved_at", "about")
    return [_listed(draft) for draft in wanted.order_by("-saved_at", "pk")]


def _listed(draft: Draft) -> DraftListed:
    form = packs.release(draft.release_id).form(draft.form)
    return DraftListed(
        draft.pk,
        form.title,
        draft.title,
        pages.progress(form, draft.step),
        draft.started_at,
        draft.saved_at,
        draft.about,
        form.opens == "case",
    )


def draft(draft_id: UUID, *, actor: Actor, hold: bool = False) -> DraftRead:
    """One draft of the actor's. Raises NotFound for any other, and for one thrown away.

    `hold` keeps it for this transaction, so that two submits at once do it one after the other.
    """
    mine = Draft.objects.filter(
        pk=draft_id,
        partnership_id=actor.partnership_id,
        audience__overlap=sorted(actor.principals),
        discarded_at__isnull=True,
    )
    found = (mine.select_for_update(of=("self",)) if hold else mine).first()
    if found is None:
        raise NotFound
    pack = packs.release(found.release_id)
    return DraftRead(
        id=found.pk,
        form=pack.form(found.form),
        pack=pack,
        typed=typed_from(found.answers),
        opened_with=typed_from(found.opened_with),
        title=found.title,
        step=found.step,
        seen=tuple(found.seen),
        about=found.about,
        version=found.version,
        started_at=found.started_at,
        saved_at=found.saved_at,
        became=found.became,
    )


def against(read: DraftRead, *, actor: Actor, checks: Mapping[str, Check]) -> Against:
    """What the answers of a draft are judged against. `checks` are the people room's, by kind of question."""

    def user(text: str) -> str:
        if colleague(int(text), actor=actor) is None:
            raise ValueError("This user is not here any more. Choose somebody else, or write their details.")
        return text

    return Against(read.pack, actor.today, {**COMMON, "user": user, **checks})


def judged(read: DraftRead, *, actor: Actor, checks: Mapping[str, Check], rules: Rules | None = None) -> Judged:
    """What is wrong or missing in a draft, or its submission."""
    return judge(
        read.form,
        read.typed,
        against(read, actor=actor, checks=checks),
        rules=rules,
        release_id=read.pack.release_id or 0,
        about=read.about,
    )


def submission(draft_id: UUID, *, actor: Actor, checks: Mapping[str, Check], rules: Rules | None = None) -> Submission:
    """The answers of a draft that is ready: see `ready`. Raises NotFound, Invalid."""
    return ready(draft(draft_id, actor=actor), actor=actor, checks=checks, rules=rules)


def ready(read: DraftRead, *, actor: Actor, checks: Mapping[str, Check], rules: Rules | None = None) -> Submission:
    """The answers of a draft that is ready. `checks` and `rules` are those of the rooms that receive them.

    Raises Invalid, where something is wrong or missing, with each sentence by the path of its field.
    """
    found = judged(read, actor=actor, checks=checks, rules=rules)
    if found.submission is None:
        fields = {f"{fault.entry or fault.section}:{fault.field}": fault.sentence for fault in reversed(found.faults)}
        raise Invalid("Some answers are missing or cannot be right. Put them right, then submit.", fields)
    return found.submission
