"""Pure rules of the day's work."""


def may_change_log(user_id: int, *, author_id: int, owner_id: int) -> bool:
    """A log is put right by whoever wrote it, or by the owner of the case; everybody else adds one of their own."""
    return user_id in {author_id, owner_id}
