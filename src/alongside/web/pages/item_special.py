"""Steps that have a page of their own, by what they do: choosing a worker, the panel's agenda, the packet."""

from collections.abc import Callable, Mapping

from alongside.pathway.queries.items import Item
from alongside.web.frame import address


def _beside_contact(item: Item) -> str:
    return address("contact_step", item.contact_id, item.id) if item.contact_id else ""


def _of_item(page: str) -> Callable[[Item], str]:
    return lambda item: address(page, item.id)


SPECIAL: Mapping[str, Callable[[Item], str]] = {
    **dict.fromkeys(("acknowledge", "screen", "tell referrer", "open case"), _beside_contact),
    "allocate": _of_item("allocate"),
    "send packet": _of_item("packing"),
    **dict.fromkeys(("put on panel", "decide at panel"), lambda item: address("panels")),
}
"""Where a step of each kind is done; "" or absent where the page of the item itself does it."""


def page_of(item: Item) -> str:
    """The address of the page where this step is done; "" where it is done on the item's own."""
    found = SPECIAL.get(item.step.does)
    return found(item) if found else ""
