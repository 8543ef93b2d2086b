"""Putting the forms of names where search can reach them."""

from django.db import models

from alongside.people.spelling import forms


def keep_variants(variant: type[models.Model]) -> int:
    """Make the table of `variant` hold exactly the forms that spelling.forms() knows. Returns how many names that is.

    The table comes as an argument because a migration calls this with its own picture of it.
    """
    known = forms()
    rows = [variant(key=name, near=list(each.near), far=list(each.far)) for name, each in known.items()]
    variant._default_manager.exclude(key__in=known).delete()
    variant._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["near", "far"]
    )
    return len(known)
