"""`alongside docs`: write the requirements' page and the README's table; with --check, say what no longer holds."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alongside.web import documentation
from alongside.web.documentation import glossary, markers, requirements


class Command(BaseCommand):
    """Needs no database: it reads the tests' text, the requirements and the names in the code."""

    help = "Write docs/requirements.md and the README's table from the tests' markers; --check says what is wrong."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One flag, for those who check and do not write."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail where something does not hold")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Write the page, or check it, the ids in the tests and the glossary. Raises CommandError with every fault."""
        lines = requirements.read_requirements(documentation.DOCS / requirements.SOURCE)
        found = markers.read_markers(documentation.ROOT, markers.test_files(documentation.ROOT))
        faults = requirements.faults_of(lines, found)
        readme = documentation.README.read_text(encoding="utf-8")
        written = {
            documentation.DOCS / requirements.PAGE: requirements.page_of(lines, found.proofs),
            documentation.README: requirements.with_state(readme, lines, found.proofs),
        }
        if check:
            faults += glossary.faults_of(
                glossary.read_glossary(documentation.DOCS / glossary.PAGE), documentation.SOURCE
            )
            faults += [
                f"{page.name} is out of date: run ./alongside docs and commit it."
                for page, text in written.items()
                if not page.exists() or page.read_text(encoding="utf-8") != text
            ]
        elif not faults:
            for page, text in written.items():
                page.write_text(text, encoding="utf-8")
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("The docs hold." if check else "Written: " + ", ".join(page.name for page in written))
