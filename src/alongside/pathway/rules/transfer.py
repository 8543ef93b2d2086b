"""What stands in a packet between early help and social care's own system, version 1 (docs/transfer.md). Pure.

These classes are the published schema: docs/schemas/transfer-packet-1.json is drawn from them, and both systems check
what they are sent against it. Nothing unknown is let in, and every text and list has a longest.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

FORMAT: Literal["alongside-transfer-packet"] = "alongside-transfer-packet"
VERSION: Literal[1] = 1

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
"""What a system calls itself, and what it calls a packet."""
Line = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
Words = Annotated[str, StringConstraints(max_length=100_000, pattern=r"^[^\x00]*$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256, in small hexadecimal figures."""
PartName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?$", max_length=200)]
"""What a part of a packet is called: a file, perhaps in one folder."""


class Closed(BaseModel):
    """A part of the interface: nothing unknown is let in."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Professional(Closed):
    """Somebody who works with the family."""

    name: Line
    role: Line = ""
    organisation: Line = ""
    telephone: Line = ""
    email: Line = ""


class ContactRecord(Closed):
    """The contact that is made to the other system (step up and step down, page 4)."""

    made_by: Professional
    person_making_contact: Line = ""
    source_type: Line = ""
    method: Line = ""
    reason: Line = ""
    details: Words = ""
    decided_on: date | None = None
    decided_at: Line = Field(default="", description="the forum of the decision")
    decided_by: Line = ""


class Person(Closed):
    """One of the family. Of somebody who does not travel, how to find or reach them is left out."""

    number: int = Field(ge=1, le=100)
    forename: Line = ""
    surname: Line = ""
    born_on: date | None = None
    age: Line = Field(default="", description="in words, where no birth date is known")
    relationship: Line = Field(default="", description="to the head of the family")
    is_head: bool = False
    travels: bool = Field(default=True, description="whether the packet is about them")
    address: Line = ""
    postcode: Line = ""
    telephones: tuple[Line, ...] = Field(default=(), max_length=20)
    nhs_number: Line = ""
    upn: Line = ""


class Agency(Closed):
    """A key agency around the family."""

    name: Line
    role: Line = ""
    service: Line = ""
    contact: Line = ""
    telephone: Line = ""
    email: Line = ""


class Consent(Closed):
    """Which parent consented, how and when."""

    given_by: Line = ""
    how: Line = ""
    on: date | None = None
    words: Words = ""


class Answered(Closed):
    """A question with its answer."""

    asks: Line
    answer: Words


class Dated(Closed):
    """A line of the chronology."""

    at: date | AwareDatetime
    what: Line
    words: Words = ""
    who: Line = ""


class Section(Closed):
    """Words under a heading."""

    title: Line
    words: Words = ""
    who: Line = ""


class Written(Closed):
    """A plan, an assessment or a note, as people read it."""

    title: Line
    on: date | None = None
    about: Line = ""
    who: Line = ""
    sections: tuple[Section, ...] = Field(default=(), max_length=500)


class PacketDocument(Closed):
    """A document that goes along as a file of the packet."""

    file: PartName
    title: Line
    type: Line = ""
    content_type: Line = ""


class TransferPacket(Closed):
    """A family that steps up or down, as one system hands it to the other: packet.json of a packet."""

    format: Literal["alongside-transfer-packet"] = FORMAT
    version: Literal[1] = VERSION
    id: Name
    direction: Literal["step-up", "step-down"]
    from_system: Name
    to_system: Name
    made_at: AwareDatetime
    transfer_on: date
    comments: Words
    step_down_from: Line = ""
    contact: ContactRecord
    people: tuple[Person, ...] = Field(min_length=1, max_length=100)
    agencies: tuple[Agency, ...] = Field(default=(), max_length=200)
    consent: Consent | None = None
    questions: tuple[Answered, ...] = Field(default=(), max_length=100)
    plan: Written | None = None
    assessments: tuple[Written, ...] = Field(default=(), max_length=200)
    notes: tuple[Written, ...] = Field(default=(), max_length=2_000)
    chronology: tuple[Dated, ...] = Field(default=(), max_length=5_000)
    documents: tuple[PacketDocument, ...] = Field(default=(), max_length=200)
    left_out: tuple[Line, ...] = Field(default=(), max_length=50, description="what is not in it, a line each")


class Part(Closed):
    """A part of a packet as its manifest names it."""

    name: PartName
    title: Line
    sha256: Digest
    bytes: int = Field(ge=0)


class Manifest(Closed):
    """Every part of a packet with its digest: manifest.json of a packet."""

    format: Literal["alongside-transfer-manifest"] = "alongside-transfer-manifest"
    version: Literal[1] = VERSION
    packet: Name
    parts: tuple[Part, ...] = Field(min_length=1, max_length=300)


class Answer(Closed):
    """What the other system says to a packet that it was sent."""

    format: Literal["alongside-transfer-answer"] = "alongside-transfer-answer"
    version: Literal[1] = VERSION
    packet: Name
    answer: Literal["accepted", "rejected"]
    reasons: Words = ""
    decided_at: AwareDatetime
    decided_by: Line
    reference: Line = Field(default="", description="what the answering system calls the family's record")


class Receipt(Closed):
    """What a system says when it has taken a packet or an answer in: the same however often it is sent."""

    format: Literal["alongside-transfer-receipt"] = "alongside-transfer-receipt"
    version: Literal[1] = VERSION
    packet: Name
    sha256: Digest
    received_at: datetime
    reference: Line = ""


PUBLISHED: dict[str, type[Closed]] = {
    "transfer-packet-1": TransferPacket, "transfer-manifest-1": Manifest, "transfer-answer-1": Answer,
    "transfer-receipt-1": Receipt,
}  # fmt: skip
"""Each schema by the name that it is published under."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one of these, as it is published."""
    drawn = PUBLISHED[name].model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{name}.json", **drawn}
