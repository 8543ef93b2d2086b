"""The family's case: members, shares and audience, flags, criteria, consent."""
