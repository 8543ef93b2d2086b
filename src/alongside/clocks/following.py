"""What clocks follow on the spine; read once, when the application starts."""

from alongside.clocks.actions.keeping import FOLLOWED, follow_spine
from alongside.events.readers import follow

follow(FOLLOWED, follow_spine)
