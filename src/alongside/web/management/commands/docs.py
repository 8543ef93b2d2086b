"""`alongside docs`: write the page of requirements; with --check, say what in the docs folder no longer holds."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alongside.web import documentation
from alongside.web.documentation import glossary, markers, requirements


class Command(BaseCommand):
    """Needs no database: it reads the tests' text, the requirements and the names in the code."""

    help = "Write docs/requirements.md from the tests' markers; --check says what is out of date or unknown."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One flag, for those who check and do not write."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail where something does not hold")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Write the page, or check it, the ids in the tests and the glossary. Raises CommandError with every fault."""
        page = documentation.DOCS / requirements.PAGE
        lines = requirements.read_requirements(documentation.DOCS / requirements.SOURCE)
        found = markers.read_markers(documentation.ROOT, markers.test_files(documentation.ROOT))
        faults = requirements.faults_of(lines, found)
        written = requirements.page_of(lines, found.proofs)
        if check:
            faults += glossary.faults_of(
                glossary.read_glossary(documentation.DOCS / glossary.PAGE), documentation.SOURCE
            )
            if not page.exists() or page.read_text(encoding="utf-8") != written:
                faults.append(f"docs/{requirements.PAGE} is out of date: run ./alongside docs and commit it.")
        elif not faults:
            page.write_text(written, encoding="utf-8")
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("The docs hold." if check else f"Written: docs/{requirements.PAGE}")
