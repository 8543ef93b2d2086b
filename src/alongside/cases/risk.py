"""What was answered about visiting the home: are there any known risks (E-CINS 2.2.4)."""

from alongside.cases.models import Case, Submission
from alongside.core.actor import Actor
from alongside.packs.queries import release

RISK = "case.risk_at_home_visit"


def risk_is_answered(case_id: int, *, actor: Actor) -> bool:
    """Whether the nomination, as it was submitted last, answers whether a visit to the home is a risk.

    "Don't know" is an answer. False for a case not seen, and for one that no form was submitted for. One query.
    """
    latest = Submission.objects.filter(case_id=case_id, case__in=Case.objects.visible_to(actor)).order_by("-id").first()
    if latest is None:
        return False
    form = next((each for each in release(latest.release_id).forms if each.id == latest.form), None)
    asked = (
        [question.id for section in form.section for question in section.question if question.fills == RISK]
        if form
        else []
    )
    return any(latest.answers.get("fields", {}).get(question) for question in asked)
