"""Jobs of the accounts, where the worker looks for them."""

from alongside.accounts.post import send

__all__ = ["send"]
