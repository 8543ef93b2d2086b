"""What the cast writes when a family steps up, for the tests of rooms and pages."""

from typing import Any

DECISION: dict[str, Any] = {"decided_on": "2026-12-18", "forum": "Weekly COG", "reasons": "Three incidents in a month."}
CONTACT: dict[str, Any] = {
    "family_working": "yes", "made_by": "Any other professional", "source_type": "COG",
    "method": "Weekly COG Discussion",
    "reason": "MASH New Contact: Children in Need (C)", "details": "Three incidents in a month, and no engagement.",
}  # fmt: skip
NOTHING_APPLIES: dict[str, Any] = {
    each: {"not_applicable": "There is none for this family."}
    for each in ("weekly-cog", "eha", "plan", "cse", "mash-assessment", "management-decision")
}
