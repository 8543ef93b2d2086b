"""A small pack with a form of every kind of question, for the tests of this room. The cast is the house's."""

from datetime import date
from typing import Any

from alongside.forms.checks import COMMON
from alongside.forms.rules import Against
from alongside.packs.form_schema import Question
from alongside.packs.schema import Pack

TODAY = date(2026, 7, 28)


def _nhs(text: str) -> str:
    compact = text.replace(" ", "")
    if compact != "9991234560":
        raise ValueError("This is not an NHS number. Check each figure.")
    return compact


CHECKS = {**COMMON, **dict.fromkeys(("nhs number", "national insurance number", "upn", "pnc id"), _nhs)}

_SECTIONS: list[dict[str, Any]] = [
    {
        "id": "details",
        "title": "Nomination details",
        "question": [
            {"id": "area", "asks": "Area", "kind": "area", "required": True, "fills": "case.area"},
            {
                "id": "referral-date",
                "asks": "Date of referral",
                "kind": "date",
                "required": True,
                "not_after_today": True,
                "initial": "today",
            },
            {"id": "case-name", "asks": "Case name", "kind": "case name", "fills": "case.name", "longest": 100},
            {"id": "referrer", "asks": "Who has made this referral?", "kind": "choice", "options": ["Me", "Other"]},
            {
                "id": "nominator",
                "asks": "Who is it?",
                "kind": "user or person outside",
                "required": True,
                "when": {"question": "referrer", "is": "Other"},
                "fills": "case.referrer",
            },
        ],
    },
    {
        "id": "members",
        "title": "Family members",
        "repeats": True,
        "entry": "Family member",
        "first_entry": "Head of the family",
        "at_least": 1,
        "question": [
            {"id": "person", "asks": "Who is it?", "kind": "person", "fills": "member.person"},
            {"id": "forename", "asks": "First name", "kind": "text", "fills": "person.forename", "longest": 60},
            {
                "id": "surname",
                "asks": "Last name",
                "kind": "text",
                "required": True,
                "fills": "person.surname",
                "source": True,
            },
            {
                "id": "relationship",
                "asks": "Relationship to the head of the family",
                "kind": "choice",
                "options": ["Partner", "Child"],
                "required": True,
                "fills": "member.relationship",
            },
            {
                "id": "same-address",
                "asks": "Do they live at the same address?",
                "kind": "yes or no",
                "required": True,
                "fills": "member.same_address",
            },
            {
                "id": "address",
                "asks": "Home address",
                "kind": "address",
                "required": True,
                "fills": "person.address",
                "when": {"question": "same-address", "is": False},
            },
            {
                "id": "born",
                "asks": "Date of birth",
                "kind": "date",
                "fills": "person.birth_date",
                "when": {"question": "person", "answered": False},
            },
            {
                "id": "age",
                "asks": "Age",
                "kind": "choice",
                "options": ["Child", "Adult"],
                "when": {"question": "born", "answered": False},
            },
            {"id": "nhs", "asks": "NHS number", "kind": "nhs number"},
            {"id": "mobiles", "asks": "Mobile telephones", "kind": "several texts", "fills": "person.mobiles"},
        ],
    },
    {
        "id": "information",
        "title": "Information",
        "question": [
            {"id": "assessed", "asks": "Assessment date", "kind": "date", "once": True},
            {"id": "story", "asks": "What is the reason?", "kind": "long text", "longest": 300},
            {
                "id": "risk",
                "asks": "Are there risks at a home visit?",
                "kind": "yes, no or don't know",
                "detail": "Say what they are.",
            },
            {"id": "needs", "asks": "What is needed?", "kind": "choices", "options": ["Housing", "Health", "School"]},
            {"id": "criteria", "asks": "Criteria", "kind": "criteria", "fills": "criteria"},
            {"id": "concerns", "asks": "Who is this about?", "kind": "members"},
            {"id": "about", "asks": "Who most of all?", "kind": "member"},
            {"id": "rooms", "asks": "How many rooms?", "kind": "number"},
            {"id": "email", "asks": "Email", "kind": "email"},
            {"id": "telephone", "asks": "Telephone", "kind": "telephone"},
            {"id": "postcode", "asks": "Postcode", "kind": "postcode"},
            {"id": "ni", "asks": "National Insurance number", "kind": "national insurance number"},
            {"id": "upn", "asks": "Education id", "kind": "upn"},
            {"id": "pnc", "asks": "PNC id", "kind": "pnc id"},
        ],
    },
    {
        "id": "later",
        "title": "Family profile",
        "optional": True,
        "question": [
            {"id": "consent", "asks": "Consent", "kind": "consent statement", "required": True},
            {"id": "lead-worker", "asks": "Lead worker", "kind": "user"},
            {"id": "plan", "asks": "Is there a plan?", "kind": "yes or no"},
        ],
    },
]

PACK = Pack.model_validate(
    {
        "id": "calderholt",
        "title": "Calderholt",
        "source": "tests",
        "in_force": date(2026, 1, 1),
        "areas": [{"id": "north", "title": "Calderholt North"}, {"id": "market", "title": "Market"}],
        "criteria": [
            {
                "id": "health",
                "title": "Health",
                "question": [
                    {"id": "ill", "asks": "Who is unwell?"},
                    {"id": "gp", "asks": "Who has no GP?"},
                ],
            },
            {"id": "school", "title": "Education", "question": [{"id": "away", "asks": "Who misses school?"}]},
        ],
        "consent_statements": [{"id": "given", "statement": "The family agreed", "given": True}],
        "forms": [{"id": "nomination", "title": "Nomination", "opens": "case", "section": _SECTIONS}],
    }
)
FORM = PACK.form("nomination")
QUESTIONS = {question.id: question for section in FORM.section for question in section.question}


def against(*members: str) -> Against:
    """The tests' pack on the tests' day, with these members on the form."""
    return Against(PACK, TODAY, CHECKS, members)


def question(question_id: str, **changed: Any) -> Question:
    """A question of the tests' form, with something changed."""
    return QUESTIONS[question_id].model_copy(update=changed)
