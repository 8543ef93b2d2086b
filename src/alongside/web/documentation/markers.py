"""Which test proves which requirement, read from the tests' text: nothing is imported or run."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Proof:
    """A test that names a requirement. `path` is relative to the checkout, `name` is the test with its class."""

    requirement: str
    path: str
    line: int
    name: str


@dataclass
class Markers:
    """What the tests say of requirements: the proofs, and markers that no test carries or that cannot be read."""

    proofs: list[Proof] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Marker:
    line: int
    ids: tuple[str, ...]


def test_files(root: Path) -> list[Path]:
    """Every Python file under the tests folders of the checkout, in order."""
    return sorted({*(root / "tests").rglob("*.py"), *(root / "src").glob("**/tests/**/*.py")})


def read_markers(root: Path, files: Iterable[Path]) -> Markers:
    """The markers `@pytest.mark.req("ID", ...)` of these files: on functions, classes, parameters and whole modules."""
    found = Markers()
    for file in files:
        stat = file.stat()
        of_file = _read(file, file.relative_to(root).as_posix(), stat.st_mtime_ns, stat.st_size)
        found.proofs += of_file.proofs
        found.faults += of_file.faults
    return found


@cache
def _read(file: Path, path: str, changed_at: int, size: int) -> Markers:
    """The markers of one file, read once as long as it stands as it is."""
    found = Markers()
    _Module(path, ast.parse(file.read_text(encoding="utf-8")), found).read()
    return found


class _Module:
    """One file of tests. A marker counts for every test below the place where it stands."""

    def __init__(self, path: str, tree: ast.Module, found: Markers) -> None:
        self.path, self.tree, self.found = path, tree, found
        self.named: dict[str, list[_Marker]] = {}
        self.carried: set[int] = set()

    def read(self) -> None:
        self.named = {
            target.id: self._markers(statement.value)
            for statement in self.tree.body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name)
        }
        self._read_block(self.tree.body, (), [])
        for call in ast.walk(self.tree):
            if isinstance(call, ast.Call) and _is_marker(call.func) and call.lineno not in self.carried:
                self.found.faults.append(
                    f"{self.path}:{call.lineno}: this marker stands on no test, so it proves nothing."
                )

    def _read_block(self, body: list[ast.stmt], within: tuple[str, ...], above: list[_Marker]) -> None:
        above = above + [marker for statement in body for marker in self._of_the_block(statement)]
        for statement in body:
            if isinstance(statement, ast.ClassDef) and statement.name.startswith("Test"):
                own = [marker for decorator in statement.decorator_list for marker in self._markers(decorator)]
                self._read_block(statement.body, (*within, statement.name), above + own)
            elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and statement.name.startswith("test"):
                own = [marker for decorator in statement.decorator_list for marker in self._markers(decorator)]
                self._credit("::".join((*within, statement.name)), statement.lineno, above + own)

    def _of_the_block(self, statement: ast.stmt) -> list[_Marker]:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in targets):
                return self._markers(statement.value)
        return []

    def _markers(self, expression: ast.expr) -> list[_Marker]:
        """The markers within an expression, those that it calls by a name of this module included."""
        found = []
        for node in ast.walk(expression):
            if isinstance(node, ast.Call) and _is_marker(node.func):
                found.append(_Marker(node.lineno, tuple(self._ids(node))))
            elif isinstance(node, ast.Name):
                found.extend(self.named.get(node.id, []))
        return found

    def _ids(self, call: ast.Call) -> Iterator[str]:
        for argument in call.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value
            else:
                self._fault(f"{self.path}:{call.lineno}: a requirement is named by its id in quotes, nothing else.")

    def _fault(self, sentence: str) -> None:
        if sentence not in self.found.faults:
            self.found.faults.append(sentence)

    def _credit(self, name: str, line: int, markers: list[_Marker]) -> None:
        self.carried.update(marker.line for marker in markers)
        for requirement in dict.fromkeys(id_ for marker in markers for id_ in marker.ids):
            self.found.proofs.append(Proof(requirement, self.path, line, name))


def _is_marker(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "req"
        and ast.unparse(function.value).split(".")[-1] == "mark"
    )
