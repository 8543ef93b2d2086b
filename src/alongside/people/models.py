"""Persons and what is known of them: names, ways to reach them, where they live, and the spellings search knows."""

from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length

from alongside.accounts.models import Partnership, User
from alongside.core.actor import Actor

_Row = TypeVar("_Row", bound=models.Model)

# No partnership has an index of its own: every row is reached by a person, a place or a name, and the indexes and
# unique keys that lead with the partnership serve what is asked of a whole partnership.

LONGEST_NAME = 200
LONGEST_LINE = 500

models.TextField.register_lookup(Length)


def _no_longer_than(longest: int, *fields: str) -> Q:
    """Every one of these text columns holds at most `longest` characters."""
    fits = Q()
    for field in fields:
        fits &= Q(**{f"{field}__length__lte": longest})
    return fits


class People(models.QuerySet["Person"]):
    """Persons are reached through `visible_to` alone."""

    def visible_to(self, actor: Actor) -> Self:
        """Persons of the actor's partnership whose audience holds one of the actor's principals, unless excluded.

        The same sentence is the policy in PostgreSQL (sql/0001_people.sql).
        """
        me = sorted(actor.principals)
        return self.filter(partnership_id=actor.partnership_id, audience__overlap=me).exclude(excluded__overlap=me)


class OfPeople(models.QuerySet[_Row]):
    """Rows that follow the audience of their person."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of persons that the actor may see."""
        return self.filter(person__in=Person.objects.visible_to(actor))


class Person(models.Model):
    """One person as a partnership knows them. How old they are is said in exactly one way: a birth date, an age band
    (which may be "unknown"), or unborn, with the expected date where that is known (E-CINS 2.2.3).

    `audience` is kept by a trigger from the cases the person belongs to; `search_keys` by a trigger from the names.
    The application's role can write neither (sql/0001_people.sql).
    """

    class Disabled(models.TextChoices):
        YES = "yes"
        NO = "no"
        NOT_DISCLOSED = "not disclosed"

    partnership = models.ForeignKey(Partnership, models.PROTECT, db_index=False)
    title = models.TextField(blank=True, default="")
    forename = models.TextField(blank=True, default="")
    middle_names = models.TextField(blank=True, default="")
    surname = models.TextField(blank=True, default="")
    birth_date = models.DateField(null=True)
    age_band = models.TextField(blank=True, default="", help_text="a code of rules.AGE_BANDS, or unknown")
    unborn = models.BooleanField(default=False)
    expected_on = models.DateField(null=True)
    gender = models.TextField(blank=True, default="")
    ethnicity = models.TextField(blank=True, default="", help_text="the pack's label")
    ethnicity_code = models.TextField(blank=True, default="", help_text="the census code the label maps to")
    disabled = models.TextField(choices=Disabled.choices, default=Disabled.NOT_DISCLOSED)
    disability = models.TextField(blank=True, default="")
    area = models.TextField(blank=True, default="")
    national_insurance = models.TextField(blank=True, default="")
    nhs_number = models.TextField(blank=True, default="")
    upn = models.TextField(blank=True, default="")
    pnc_id = models.TextField(blank=True, default="")
    sources = models.JSONField(default=dict, help_text="field name -> where the value was learnt")
    version = models.IntegerField(default=1)
    audience = ArrayField(models.IntegerField())
    excluded = ArrayField(models.IntegerField(), default=list)
    search_keys = ArrayField(models.TextField(), default=list, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)

    objects = People.as_manager()

    class Meta:
        db_table = "people_person"
        indexes = [
            GinIndex(fields=["search_keys"], name="person_by_name"),
            GinIndex(fields=["audience"], name="person_by_audience"),
            models.Index(fields=["partnership", "birth_date"], name="person_by_birth_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_date__isnull=False, age_band="", unborn=False)
                | (Q(birth_date__isnull=True, unborn=False) & ~Q(age_band=""))
                | Q(birth_date__isnull=True, age_band="", unborn=True),
                name="a_person_has_a_birth_date_or_an_age_band_or_is_unborn",
            ),
            models.CheckConstraint(
                condition=Q(expected_on__isnull=True) | Q(unborn=True), name="only_the_unborn_are_expected"
            ),
            models.CheckConstraint(
                condition=~Q(forename="", surname="") | Q(unborn=True), name="a_person_has_a_name_unless_unborn"
            ),
            models.CheckConstraint(
                condition=Q(disability="") | Q(disabled="yes"), name="a_disability_is_of_a_disabled_person"
            ),
            models.CheckConstraint(
                condition=Q(nhs_number__regex=r"^([0-9]{10})?$"), name="an_nhs_number_is_ten_digits"
            ),
            models.CheckConstraint(
                condition=Q(national_insurance__regex=r"^([A-Z]{2}[0-9]{6}[A-D]?)?$"),
                name="a_national_insurance_number_is_in_its_normal_form",
            ),
            models.CheckConstraint(
                condition=Q(upn__regex=r"^([A-Z][0-9]{11}[0-9A-Z])?$"), name="a_upn_is_a_letter_and_twelve_figures"
            ),
            models.CheckConstraint(
                condition=Q(pnc_id__regex=r"^([0-9]{4}/[0-9]{7}[A-Z])?$"), name="a_pnc_id_is_kept_in_its_long_form"
            ),
            models.CheckConstraint(
                condition=_no_longer_than(LONGEST_NAME, "title", "forename", "middle_names", "surname"),
                name="a_name_is_at_most_200_characters",
            ),
        ]


class Alias(models.Model):
    """Another name a person is or was known by. The words of it are found by search like any other name."""

    class Kind(models.TextChoices):
        ALSO = "also known as"
        FORMER = "former name"

    partnership = models.ForeignKey(Partnership, models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="aliases", db_index=False)
    name = models.TextField()
    kind = models.TextField(choices=Kind.choices, default=Kind.ALSO)
    source = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True, help_text="when it was taken off the profile; the row is kept")

    objects = OfPeople.as_manager()

    class Meta:
        db_table = "people_alias"
        indexes = [models.Index(fields=["person"], name="alias_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(name__length__gte=1) & Q(name__length__lte=LONGEST_NAME),
                name="an_alias_is_1_to_200_characters",
            ),
        ]


class Contact(models.Model):
    """A telephone, a mobile or an e-mail address of a person, with where it was learnt."""

    class Kind(models.TextChoices):
        TELEPHONE = "telephone"
        MOBILE = "mobile"
        EMAIL = "email"

    partnership = models.ForeignKey(Partnership, models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="contacts", db_index=False)
    kind = models.TextField(choices=Kind.choices)
    value = models.TextField()
    source = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True, help_text="when it was taken off the profile; the row is kept")

    objects = OfPeople.as_manager()

    class Meta:
        db_table = "people_contact"
        indexes = [models.Index(fields=["person"], name="contact_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__length__gte=1) & Q(value__length__lte=LONGEST_LINE), name="a_contact_says_something"
            ),
        ]


class Place(models.Model):
    """An address, one row however many live there. It is seen by whoever may see somebody who lives or lived there.

    `key` is the address without case, spaces or punctuation, so the same address typed twice is one place. Rows are
    made by the function people_settle alone, which gives nothing away about who else lives there.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, db_index=False)
    key = models.TextField()
    lines = models.TextField(help_text="the address without its postcode, its parts divided by commas")
    postcode = models.TextField(blank=True, default="", help_text="in capitals with one space")
    uprn = models.TextField(blank=True, default="", help_text="unique property reference number, where known")

    class Meta:
        db_table = "people_place"
        indexes = [models.Index(fields=["partnership", "postcode"], name="place_by_postcode")]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key"], name="one_place_of_an_address"),
            models.CheckConstraint(
                condition=Q(lines__length__gte=1) & Q(lines__length__lte=LONGEST_LINE),
                name="an_address_is_1_to_500_characters",
            ),
        ]


class Residence(models.Model):
    """A person lives or lived at a place, or has no fixed abode, from a month to a month as far as known.

    Rows are made by the function people_settle alone; see Place. Source: E-CINS 6.1.1.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="residences", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="residences", null=True, db_index=False)
    no_fixed_abode = models.BooleanField(default=False)
    from_month = models.DateField(null=True, help_text="the first day of the month")
    to_month = models.DateField(null=True, help_text="the first day of the month they left in")
    is_main = models.BooleanField(default=True)
    tenancy = models.TextField(blank=True, default="")
    link = models.TextField(blank=True, default="", help_text="what the person is to the address")
    source = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()

    objects = OfPeople.as_manager()

    class Meta:
        db_table = "people_residence"
        indexes = [
            models.Index(fields=["person"], name="residence_by_person"),
            models.Index(fields=["place"], name="residence_by_place"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_main=True, to_month__isnull=True),
                name="a_person_has_one_main_address_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=True, no_fixed_abode=True) | Q(place__isnull=False, no_fixed_abode=False),
                name="a_residence_is_at_a_place_or_of_no_fixed_abode",
            ),
            models.CheckConstraint(
                condition=Q(from_month__isnull=True) | Q(to_month__isnull=True) | Q(to_month__gte=F("from_month")),
                name="nobody_leaves_before_they_came",
            ),
            models.CheckConstraint(
                condition=(Q(from_month__isnull=True) | Q(from_month__day=1))
                & (Q(to_month__isnull=True) | Q(to_month__day=1)),
                name="a_residence_is_kept_in_months",
            ),
        ]


class Spelling(models.Model):
    """A name as a key (small letters without accents or punctuation) that somebody in the partnership bears.

    It is the vocabulary that a typed word is compared with, so that no comparison ever reads the persons themselves.
    It holds no person, and the application's role may not read it.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, db_index=False)
    key = models.TextField(db_collation="C")
    sounds = ArrayField(models.TextField())

    class Meta:
        db_table = "people_spelling"
        constraints = [models.UniqueConstraint(fields=["partnership", "key"], name="a_spelling_is_kept_once")]


class Variant(models.Model):
    """What else a name is written or called: Kathryn for Catherine, Bill for William. About language, not persons."""

    key = models.TextField(primary_key=True, db_collation="C")
    near = ArrayField(models.TextField(), help_text="other spellings, and short or long forms of this name")
    far = ArrayField(models.TextField(), default=list, help_text="short forms that share a long form with this one")

    class Meta:
        db_table = "people_variant"
