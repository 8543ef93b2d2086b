"""The page docs/performance.md, from what was measured."""

from collections.abc import Sequence
from datetime import date

from alongside.web.bench.measure import Figure, Size
from alongside.web.bench.pathway import Once

_HEAD = """# How fast it is

Written by `alongside bench` on {day}; nothing on this page is typed by hand. To measure again:

    {command}

One server process with six threads before an embedded PostgreSQL, both on the machine of the test ({cores} cores),
asked over HTTP on loopback by a signed-in worker with some forty cases of their own, in a partnership of that size;
the pages of the pathway by the manager of a team and by who coordinates, in another partnership of that size.
A time is from sending a request to having read the whole page, in milliseconds; statements are all that the request
took, its sign-in included. Each figure is over {times} requests after {warm} to warm up.
"""


def page(sizes: Sequence[Size], *, day: date, command: str, cores: int, times: int, warm: int) -> str:
    """The page, in Markdown."""
    parts = [_HEAD.format(day=f"{day:%-d %B %Y}", command=command, cores=cores, times=times, warm=warm)]
    parts += [_size(size) for size in sizes]
    if len(sizes) > 1:
        parts.append(_growth(sizes[0], sizes[-1]))
    return "\n".join(parts)


def _size(size: Size) -> str:
    head = (
        f"## {size.families:,} families\n\n"
        f"Filled at {size.load_rate:,.0f} families a second. The server and its worker held "
        f"{size.memory / 2**20:,.0f} MB after the measurement (PSS of all their processes).\n\n"
        "| what | target | one client p50 | p95 | statements | eight clients p50 | p95 | a second | |\n"
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n"
    )
    return head + "\n".join(_row(figure) for figure in size.figures) + "\n" + _once(size.once)


def _once(done: Sequence[Once]) -> str:
    """What is done out of sight, or seldom."""
    if not done:
        return ""
    head = "\n| what | target | took | |\n| --- | ---: | ---: | --- |\n"
    rows = [
        f"| {each.name} | {_took(each.target)} | {_took(each.took)} | {'met' if each.met else '**missed**'} |"
        for each in done
    ]
    return head + "\n".join(rows) + "\n"


def _took(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.1f} s" if milliseconds >= 1000 else f"{milliseconds:.1f} ms"


def _row(figure: Figure) -> str:
    target = f"{'p95 ' if figure.target.p95 else ''}{figure.target.milliseconds:.0f} ms"
    if figure.target.statements is not None:
        target += f", {figure.target.statements} statements"
    return (
        f"| {figure.name} | {target} | {figure.p50:.1f} | {figure.p95:.1f} | {figure.statements} |"
        f" {figure.p50_of_eight:.1f} | {figure.p95_of_eight:.1f} | {figure.rate:.0f} |"
        f" {'met' if figure.met else '**missed**'} |"
    )


def _growth(small: Size, large: Size) -> str:
    lines = [
        f"## From {small.families:,} to {large.families:,} families\n",
        "| what | p50 at the smaller | p50 at the larger | grows by |",
        "| --- | ---: | ---: | ---: |",
    ]
    for before, after in zip(small.figures, large.figures, strict=True):
        grown = (after.p50 / before.p50 - 1) * 100
        lines.append(f"| {before.name} | {before.p50:.1f} | {after.p50:.1f} | {grown:+.0f} % |")
    return "\n".join(lines) + "\n"
