"""What is told about a person or a place to live, before it is a row."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where somebody lives, as far as a visit needs it. phone: of anybody there, to find the household again."""

    area_id: int | None = None
    address: str = ""
    landmark: str = ""
    access: str = ""
    phone: str = ""
    people_count: int = 1
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class PersonFacts:
    """Who it is. phones and call_first: one a line, as they were told."""

    first_name: str = ""
    patronymic: str = ""
    surname: str = ""
    known_as: str = ""
    phones: str = ""
    call_first: str = ""
    birth_year: int | None = None
    speaks: str = ""
    walks_with_difficulty: bool = False
    is_bed_bound: bool = False
    lives_alone: bool = False
    depends_on_device: bool = False
    has_no_carer: bool = False

    @property
    def has_name(self) -> bool:
        return bool(self.first_name or self.surname or self.known_as)


PERSON_FIELDS = frozenset(PersonFacts.__dataclass_fields__)
HOUSEHOLD_FIELDS = frozenset({"area_id", "address", "landmark", "access", "people_count", "lat", "lon"})
