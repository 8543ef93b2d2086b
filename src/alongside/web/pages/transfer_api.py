"""The door for social care's own system: what it sends, and what it says to what it was sent (docs/transfer.md).

No browser comes here, and nobody signs in: whoever sends is known by their seal. Whatever is wrong is answered with a
status of 4xx and a sentence, and nothing of it is kept.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import IO, Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.once import claim
from alongside.core.refusals import Refused
from alongside.documents.store import PIECE, passing
from alongside.pathway.actions.incoming import receive_step_down
from alongside.pathway.actions.packets import take_answer
from alongside.pathway.links import Link
from alongside.pathway.rules.sealing import HEADER, Seal, Wrong, opened, parsed, unpacked
from alongside.pathway.rules.transfer import Answer, Receipt
from alongside.pathway.sending import service_at

LONGEST_ANSWER = 256 * 1024
Taken = tuple[int, Receipt]


@csrf_exempt
@login_not_required
def packets(request: HttpRequest, slug: str) -> JsonResponse:
    """Take in a packet of a family that steps down."""

    def take(body: IO[bytes], seal: Seal, actor: Actor) -> Taken:
        sent = unpacked(body, largest=2 * settings.LARGEST_PACKET)
        if sent.packet.id != seal.packet or sent.packet.from_system != seal.sender:
            raise Wrong(422, "The seal is of another packet than the one that was sent.")
        body.seek(0)
        contact, new = receive_step_down(sent, body.read(), seal.sha256, actor=actor)
        reference = contact.reference
        return 201 if new else 200, _receipt(seal, contact.recorded_at, reference)

    return _answered(request, slug, settings.LARGEST_PACKET, take)


@csrf_exempt
@login_not_required
def answers(request: HttpRequest, slug: str) -> JsonResponse:
    """Take in what social care says to a packet: accepted, or rejected and why."""

    def take(body: IO[bytes], seal: Seal, actor: Actor) -> Taken:
        answer: Answer = parsed(Answer, body.read(), "the answer")
        if answer.packet != seal.packet:
            raise Wrong(422, "The seal is of another packet than the answer.")
        row = take_answer(answer, actor=actor)
        return 200, _receipt(seal, row.answered_at or actor.now, "")

    return _answered(request, slug, LONGEST_ANSWER, take)


def _receipt(seal: Seal, at: datetime, reference: str) -> Receipt:
    return Receipt(packet=seal.packet, sha256=seal.sha256, received_at=at, reference=reference)


def _answered(
    request: HttpRequest, slug: str, largest: int, take: Callable[[IO[bytes], Seal, Actor], Taken]
) -> JsonResponse:
    try:
        status, receipt = _taken(request, slug, largest, take)
    except Wrong as wrong:
        return _said(wrong.status, {"error": wrong.sentence})
    except Refused as refused:
        status = 409 if refused.status == 403 else refused.status
        return _said(status, {"error": refused.sentence})
    return _said(status, receipt.model_dump(mode="json"))


def _taken(request: HttpRequest, slug: str, largest: int, take: Callable[[IO[bytes], Seal, Actor], Taken]) -> Taken:
    if request.method != "POST":
        raise Wrong(405, "Only POST is answered here.")
    now = datetime.now(UTC)
    found = service_at(slug, now)
    if found is None:
        raise Wrong(404, "There is no such partnership here, or no other system is set up for it.")
    link, actor = found
    seal = _opened(request, link, now)
    with _body(request, largest) as (body, sha256), acting_as(actor):
        if sha256 != seal.sha256:
            raise Wrong(422, "The body is not what was sealed: its SHA-256 differs.")
        if claim(uuid5(NAMESPACE_URL, f"seal {seal.sender} {seal.once}"), actor=actor) is not None:
            raise Wrong(409, "This very request was sent before. Seal it again to send it again.")
        return take(body, seal, actor)


def _opened(request: HttpRequest, link: Link, now: datetime) -> Seal:
    written = request.headers.get(HEADER, "")
    return opened(written, link.their_key, sender=link.other, receiver=link.name, now=now)


class _body:
    """The body of a request in a file without a name, with its SHA-256. Raises Wrong where it is too large."""

    def __init__(self, request: HttpRequest, largest: int) -> None:
        self.request, self.largest = request, largest

    def __enter__(self) -> tuple[IO[bytes], str]:
        self.file = passing()
        digest, size = hashlib.sha256(), 0
        try:
            while piece := self.request.read(PIECE):
                size += len(piece)
                if size > self.largest:
                    raise Wrong(413, f"It is larger than {max(1, self.largest // 2**20)} MB.")
                digest.update(piece)
                self.file.write(piece)
        except (UnreadablePostError, OSError):
            self.file.close()
            raise Wrong(400, "The request broke off before its end.") from None
        except Wrong:
            self.file.close()
            raise
        self.file.seek(0)
        return self.file, digest.hexdigest()

    def __exit__(self, *_: Any) -> None:
        self.file.close()


def _said(status: int, told: dict[str, Any]) -> JsonResponse:
    return JsonResponse(told, status=status, headers={"Cache-Control": "no-store"})
