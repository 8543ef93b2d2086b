"""`python -m alongside COMMAND`: the management commands; `./alongside` at the root sets up and calls these."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.settings")
    sys.argv[0] = "alongside"
    execute_from_command_line(sys.argv)
