"""What other rooms tell this one about a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class NewAddress:
    """Where somebody lives or lived, as chosen from the gazetteer or typed. Months are days; only the month counts."""

    lines: str = ""
    """Without the postcode, the parts divided by commas."""
    postcode: str = ""
    uprn: str = ""
    no_fixed_abode: bool = False
    from_month: date | None = None
    to_month: date | None = None
    is_main: bool = True
    tenancy: str = ""
    link: str = ""
    source: str = ""


@dataclass(frozen=True)
class PersonProfile:
    """A person's profile as it was told (PEOP-02). Whatever is not known is left as it is here.

    `ethnicity`, `gender`, `area`, `title` and `age_band` are the pack's labels or ids; `ethnicity_code` is the census
    code of the label. A birth date wins over an age band and over `unborn`. `sources` says where a value was learnt, by
    the name of its field here; one of several telephones, mobiles, e-mails or aliases by the value itself.
    """

    title: str = ""
    forename: str = ""
    middle_names: str = ""
    surname: str = ""
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    birth_date: date | None = None
    age_band: str = ""
    unborn: bool = False
    expected_on: date | None = None
    gender: str = ""
    ethnicity: str = ""
    ethnicity_code: str = ""
    disabled: str = "not disclosed"
    disability: str = ""
    area: str = ""
    telephones: tuple[str, ...] = ()
    mobiles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    national_insurance: str = ""
    nhs_number: str = ""
    upn: str = ""
    pnc_id: str = ""
    address: NewAddress | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
