"""A need as it was told, before it is a row."""

import json
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from app.domain.needs import Urgency, Way
from app.models import ConsentAnswer, NeedSource
from app.models.sealing import keyring
from app.people.facts import PersonFacts, Place

if TYPE_CHECKING:
    from app.models import Need

Windows = tuple[tuple[int | None, int, int], ...]


@dataclass(frozen=True)
class NeedDraft:
    """One need as somebody told it.

    client_key: made with the form; sent again, it names the same need. kind: a code of the list or a chip of the
    phone form. who_where: one text for who or where, as the phone asks. household_id, person_id: chosen at the desk
    among those known; without them the household is found or made. windows: (weekday or None, from, to) in local
    minutes. answers: by the names of domain.needs.Answers. logged_at: the phone's clock, corrected; None is now.
    """

    client_key: UUID
    kind: str
    urgency: Urgency | None = None
    who_where: str = ""
    area_id: int | None = None
    address: str = ""
    landmark: str = ""
    access: str = ""
    phone: str = ""
    people_count: int = 1
    lat: float | None = None
    lon: float | None = None
    person: PersonFacts = field(default_factory=PersonFacts)
    household_id: int | None = None
    person_id: int | None = None
    make_household: bool = False
    windows: Windows = ()
    deadline_on: date | None = None
    provider_from: datetime | None = None
    provider_to: datetime | None = None
    quantity: int = 1
    recur_days: int | None = None
    way: Way | None = None
    service_point_id: int | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    consent: ConsentAnswer = ConsentAnswer.NOT_ASKED
    consent_through: str = ""
    note: str = ""
    source: NeedSource = NeedSource.PHONE
    logged_at: datetime | None = None

    @property
    def place(self) -> Place:
        return Place(
            area_id=self.area_id,
            address=self.address or self.who_where,
            landmark=self.landmark,
            access=self.access,
            phone=self.phone,
            people_count=self.people_count,
            lat=self.lat,
            lon=self.lon,
        )

    @property
    def who(self) -> PersonFacts:
        phones = "\n".join(filter(None, (self.phone, self.person.phones)))
        return replace(self.person, phones=phones)

    @property
    def is_untidy(self) -> bool:
        """Who and where came in one text: somebody must sort it before it may stand on paper."""
        return bool(self.who_where) and not self.address


@dataclass(frozen=True)
class NeedResult:
    """The need, and whether it is new or was here under the same key."""

    need: "Need"
    is_new: bool


def also(draft: NeedDraft, kind: str) -> NeedDraft:
    """A further need told in the same breath, under a key that follows from the first one's."""
    return replace(draft, client_key=uuid5(draft.client_key, kind), kind=kind)


def body_hash(draft: NeedDraft) -> str:
    """A keyed digest of all that was told: short texts such as a phone could be guessed from a plain one."""
    body = {one.name: _plain(getattr(draft, one.name)) for one in fields(draft) if one.name != "client_key"}
    return keyring().lookup_hash("need", json.dumps(body, sort_keys=True, ensure_ascii=False))


def _plain(value: Any) -> Any:
    if isinstance(value, PersonFacts):
        return vars(value)
    return value.isoformat() if isinstance(value, date) else value
