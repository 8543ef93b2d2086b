"""The publiccode.yml standard, version 0.4: its core keys, as far as a file can be checked without a network.

Written from the standard's text (publiccodeyml/publiccode.yml, schema.core) and what its reference parser refuses.
"""

import re
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

_CATEGORIES = """
    accounting agile-project-management applicant-tracking application-development appointment-scheduling backup
    billing-and-invoicing blog budgeting business-intelligence business-process-management cad call-center-management
    cloud-management collaboration communications compliance-management contact-management content-management crm
    customer-service-and-support data-analytics data-collection data-visualization digital-asset-management
    digital-citizenship document-management donor-management e-commerce e-signature email-management email-marketing
    employee-management enterprise-project-management enterprise-social-networking erp event-management
    facility-management feedback-and-reviews-management financial-reporting fleet-management fundraising gamification
    geographic-information-systems grant-management graphic-design help-desk hr ide identity-management
    instant-messaging inventory-management it-asset-management it-development it-management it-security
    it-service-management knowledge-management learning-management-system marketing mind-mapping mobile-marketing
    mobile-payment network-management office online-booking online-community payment-gateway payroll
    predictive-analysis procurement productivity-suite project-collaboration project-management property-management
    real-estate-management remote-support resource-management sales-management seo service-desk
    social-media-management survey talent-management task-management taxes-management test-management time-management
    time-tracking translation video-conferencing video-editing visitor-management voip warehouse-management
    web-collaboration web-conferencing website-builder workflow-management"""

_SCOPES = """
    agriculture culture defence education emergency-services employment energy environment
    finance-and-economic-development foreign-affairs government healthcare infrastructures justice local-authorities
    manufacturing research science-and-technology security society sport tourism transportation welfare"""


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("should be an address that begins with http or https")
    return value


def _day(value: str) -> str:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError("should be a day as YYYY-MM-DD, in quotes")
    date.fromisoformat(value)
    return value


def _inside(value: str) -> str:
    if value.startswith(("/", "file:")):
        raise ValueError("should be a path within the repository, or an address")
    return value


def _category(value: str) -> str:
    if value not in _CATEGORIES.split():
        raise ValueError("is not one of the standard's categories")
    return value


def _scope(value: str) -> str:
    if value not in _SCOPES.split():
        raise ValueError("is not one of the standard's scopes")
    return value


Words = Annotated[str, Field(min_length=1)]
Address = Annotated[str, AfterValidator(_address)]
Day = Annotated[str, AfterValidator(_day)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Inside = Annotated[str, AfterValidator(_inside)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Audience(_Strict):
    scope: list[Annotated[str, AfterValidator(_scope)]] = []
    countries: list[Country] = []
    unsupportedCountries: list[Country] = []


class Description(_Strict):
    localisedName: str = ""
    shortDescription: Annotated[str, Field(min_length=1, max_length=150)]
    longDescription: Annotated[str, Field(min_length=150, max_length=10000)]
    documentation: Address | None = None
    apiDocumentation: Address | None = None
    features: Annotated[list[Words], Field(min_length=1)]
    screenshots: list[Inside] = []
    videos: list[Address] = []
    awards: list[str] = []


class Legal(_Strict):
    license: Words
    mainCopyrightOwner: str = ""


class Contact(_Strict):
    name: Words
    email: str = ""
    affiliation: str = ""
    phone: str = ""


class Contractor(_Strict):
    name: Words
    until: Day
    email: str = ""
    website: Address | None = None


class Maintenance(_Strict):
    type: Literal["internal", "contract", "community", "none"]
    contractors: list[Contractor] = []
    contacts: list[Contact] = []

    @model_validator(mode="after")
    def somebody_to_ask(self) -> "Maintenance":
        """Whoever maintains it can be reached: contractors under a contract, contacts otherwise."""
        if self.type in {"internal", "community"} and not self.contacts:
            raise ValueError("contacts are missing")
        if (self.type == "contract") != bool(self.contractors):
            raise ValueError("contractors stand with a contract, and only then")
        return self


class Localisation(_Strict):
    localisationReady: bool
    availableLanguages: Annotated[list[Language], Field(min_length=1)]


class Dependency(_Strict):
    name: Words
    versionMin: str = ""
    versionMax: str = ""
    version: str = ""
    optional: bool = False


class Dependencies(_Strict):
    open: list[Dependency] = []
    proprietary: list[Dependency] = []
    hardware: list[Dependency] = []


class PublicCode(_Strict):
    publiccodeYmlVersion: Literal["0.4", "0.4.0"]
    name: Words
    applicationSuite: str = ""
    url: Address
    landingURL: Address | None = None
    isBasedOn: str = ""
    softwareVersion: str = ""
    releaseDate: Day
    logo: Inside = ""
    platforms: Annotated[list[Words], Field(min_length=1)]
    categories: list[Annotated[str, AfterValidator(_category)]] = []
    usedBy: list[str] = []
    roadmap: Address | None = None
    developmentStatus: Literal["concept", "development", "beta", "stable", "obsolete"]
    softwareType: Literal[
        "standalone/mobile",
        "standalone/iot",
        "standalone/desktop",
        "standalone/web",
        "standalone/backend",
        "standalone/other",
        "addon",
        "library",
        "configurationFiles",
    ]
    intendedAudience: Audience | None = None
    description: Annotated[dict[Language, Description], Field(min_length=1)]
    legal: Legal
    maintenance: Maintenance
    localisation: Localisation
    dependsOn: Dependencies | None = None
