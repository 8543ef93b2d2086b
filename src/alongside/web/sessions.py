"""Sessions as the library keeps them in the database; reading one is said in SQL, because every request does it."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Library
from django.db import connection
from django.utils import timezone

_HELD = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(Library):
    """A session of the library's."""

    def load(self) -> dict[str, Any]:
        """What the session holds. One that has expired, or that nobody began, holds nothing and is begun anew."""
        with connection.cursor() as cursor:
            cursor.execute(_HELD, [self.session_key, timezone.now()])
            held = cursor.fetchone()
        if held is None:
            self._session_key = None
            return {}
        return dict(self.decode(held[0]))
