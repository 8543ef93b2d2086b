"""Opening a case from a submitted nomination, and bringing the case up to date when the nomination is opened again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from alongside.accounts.models import User
from alongside.accounts.queries import practice
from alongside.cases import rules
from alongside.cases.access import case_to_change
from alongside.cases.models import Case, Consent, Criterion, Member, Share, Submission
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.events.actions import record
from alongside.forms import actions as forms
from alongside.forms import queries as drafts
from alongside.forms.answers import Address, CriterionAnswer, Entry, Referrer, Submission as Answers
from alongside.packs.schema import Pack
from alongside.people import actions as people
from alongside.people import identifiers


def submit_nomination(draft_id: UUID, *, actor: Actor) -> int:
    """Make the family's case from a draft that is ready, or bring the case it was opened again for up to date.

    Returns the case number. Raises Invalid with each fault by its field where something is missing or wrong, Stale
    where the draft was submitted before. Nobody but the owner sees the new case. Source: E-CINS 2.2, 6.4.
    """
    answers = drafts.submission(draft_id, actor=actor, checks=identifiers.CHECKS, rules=rules_of_nomination)
    case_id = update_case(answers, actor=actor) if answers.about else open_case(answers, actor=actor)
    forms.mark_submitted(draft_id, became=case_id, actor=actor)
    Submission.objects.create(
        partnership_id=actor.partnership_id, case_id=case_id, form=answers.form_id, release_id=answers.release_id,
        draft_id=draft_id, answers=answers.raw, submitted_by_id=actor.user_id, submitted_at=actor.now,
    )  # fmt: skip
    return case_id
