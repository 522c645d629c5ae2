"""The 31 kinds of need: what each asks of a team, a car and a day. First values of a list a coordinator may edit.

Minutes, sizes of teams and weights are judgements. `paper_*` are the only words of a kind that may leave base.
"""

from dataclasses import dataclass

from app.domain.needs import StopPattern, Urgency, Way
from app.domain.phone_chips import PhoneChip, first_kind
from app.domain.service_points import PointKind

__all__ = ["NEED_KINDS", "NeedKindFacts", "PhoneChip", "PointKind", "first_kind"]


@dataclass(frozen=True)
class NeedKindFacts:
    """One kind of need.

    minutes: at the address or point, without driving, middle of the usual span. people: size of the team.
    urgency: usual, before the answers; see suggest_urgency.
    skills: what the team must have: evac, lift (a lift, a stretcher or strong arms), medic, repair.
    point_kinds: where it can be met; a stop of the visit when the pattern has a point. boarding: persons of the
    household who get in. is_life_saving: waiting can kill. planned: False is for others to do, we refer.
    needs_clear_ground: only after a look for unexploded things. paper_*: may hold {packet}, filled at packing.
    """

    code: str
    label_uk: str
    label_en: str
    paper_uk: str
    paper_en: str
    minutes: int
    people: int
    pattern: StopPattern
    urgency: Urgency
    skills: tuple[str, ...] = ()
    point_kinds: tuple[PointKind, ...] = ()
    ways: tuple[Way, ...] = (Way.HOME_DELIVERY,)
    boarding: int = 0
    cargo_kg: int = 0
    is_life_saving: bool = False
    recurrent: bool = False
    winter: bool = False
    needs_clear_ground: bool = False
    planned: bool = True
    refer_to: tuple[str, ...] = ()


_ESCORT_UK, _ESCORT_EN = "Супровід", "Escort"
_THERE_AND_BACK_UK, _THERE_AND_BACK_EN = "Супровід до пункту і назад", "Escort to the point and back"
_PACKET_UK, _PACKET_EN = "Пакет № {packet}", "Packet no. {packet}"
_PARCEL_UK, _PARCEL_EN = "Пакунок № {packet}", "Parcel no. {packet}"
_CALL_UK, _CALL_EN = "Відвідати", "Call on them"

_HOME, _ESCORT, _REMOTE = StopPattern.HOME, StopPattern.ESCORT, StopPattern.REMOTE
_POINT_HOME, _HOME_POINT = StopPattern.POINT_HOME, StopPattern.HOME_POINT

_ALL = (
    NeedKindFacts(
        *("PEN", "Пенсія: отримання", "Pension collection", _THERE_AND_BACK_UK, _THERE_AND_BACK_EN),
        *(45, 2, _ESCORT, Urgency.U4),
        point_kinds=(PointKind.POST, PointKind.BANK),
        ways=(Way.ESCORT, Way.MOBILE_POST, Way.HOME_DELIVERY, Way.PROXY, Way.MOVE_TO_CARD),
        boarding=1,
        recurrent=True,
    ),
    NeedKindFacts(
        *("SOC", "Соцвиплати, субсидія", "Social benefits, subsidy", _ESCORT_UK, _ESCORT_EN),
        *(30, 2, _ESCORT, Urgency.U3),
        point_kinds=(PointKind.SOCIAL,),
        ways=(Way.ESCORT, Way.PROXY, Way.MOVE_TO_CARD),
        boarding=1,
    ),
    NeedKindFacts(
        *("BANK", "Картка, PIN, готівка", "Bank card, cash", _ESCORT_UK, _ESCORT_EN),
        *(40, 2, _ESCORT, Urgency.U3),
        point_kinds=(PointKind.BANK,),
        ways=(Way.ESCORT,),
        boarding=1,
    ),
    NeedKindFacts(
        *("MED", "Ліки за рецептом", "Prescription medicine", _PACKET_UK, _PACKET_EN),
        *(10, 2, _POINT_HOME, Urgency.U2),
        point_kinds=(PointKind.PHARMACY, PointKind.POST),
        cargo_kg=1,
        is_life_saving=True,
        recurrent=True,
    ),
    # The cool box counts as cargo.
    NeedKindFacts(
        *("INS", "Інсулін", "Insulin", _PACKET_UK, _PACKET_EN),
        *(10, 2, _POINT_HOME, Urgency.U1),
        point_kinds=(PointKind.PHARMACY, PointKind.HOSPITAL),
        cargo_kg=5,
        is_life_saving=True,
        recurrent=True,
    ),
    # Judgement: a session lasts about four hours and the team waits, since nobody else brings the person home.
    NeedKindFacts(
        *("DIA", "Гемодіаліз: перевезення", "Dialysis transport", _THERE_AND_BACK_UK, _THERE_AND_BACK_EN),
        *(240, 2, _ESCORT, Urgency.U2),
        skills=("lift",),
        point_kinds=(PointKind.DIALYSIS,),
        ways=(Way.ESCORT,),
        boarding=1,
        is_life_saving=True,
        recurrent=True,
    ),
    # 15 minutes and an hour of waiting; the appointment itself is a window of the need.
    NeedKindFacts(
        *("AMB", "Супровід до лікаря", "Doctor or hospital escort", _THERE_AND_BACK_UK, _THERE_AND_BACK_EN),
        *(75, 2, _ESCORT, Urgency.U3),
        point_kinds=(PointKind.HOSPITAL,),
        ways=(Way.ESCORT,),
        boarding=1,
        is_life_saving=True,
    ),
    NeedKindFacts(
        *("EMG", "Невідкладна меддопомога", "Medical emergency", _CALL_UK, _CALL_EN),
        *(0, 2, _REMOTE, Urgency.U1),
        ways=(),
        is_life_saving=True,
        planned=False,
        refer_to=("103", "112"),
    ),
    NeedKindFacts(
        *("EVA", "Евакуація", "Evacuation", "Перевезення", "Transport"),
        *(10, 2, _HOME_POINT, Urgency.U2),
        skills=("evac",),
        point_kinds=(PointKind.TRANSIT,),
        ways=(Way.ESCORT,),
        boarding=1,
        cargo_kg=25,
        is_life_saving=True,
        refer_to=("0 800 500 121", "203"),
    ),
    NeedKindFacts(
        *("EVM", "Евакуація маломобільних", "Evacuation, low mobility", "Перевезення на ношах", "Transport, stretcher"),
        *(25, 4, _HOME_POINT, Urgency.U2),
        skills=("evac", "lift"),
        point_kinds=(PointKind.TRANSIT, PointKind.HOSPITAL),
        ways=(Way.ESCORT,),
        boarding=1,
        cargo_kg=25,
        is_life_saving=True,
        refer_to=("0 800 332 614",),
    ),
    NeedKindFacts(
        *("FOOD", "Продуктовий набір", "Food parcel", "Продуктовий набір", "Food parcel"),
        *(5, 2, _HOME, Urgency.U3),
        cargo_kg=15,
        is_life_saving=True,
        recurrent=True,
    ),
    NeedKindFacts(
        *("WAT", "Вода", "Water", "Вода", "Water"),
        *(10, 2, _HOME, Urgency.U3),
        point_kinds=(PointKind.WATER,),
        cargo_kg=40,
        is_life_saving=True,
        recurrent=True,
    ),
    NeedKindFacts(
        *("HYG", "Гігієна", "Hygiene kit", _PARCEL_UK, _PARCEL_EN),
        *(5, 2, _HOME, Urgency.U4),
        cargo_kg=5,
    ),
    NeedKindFacts(
        *("NAP", "Підгузки для дорослих, пелюшки", "Adult nappies, pads", _PARCEL_UK, _PARCEL_EN),
        *(5, 2, _HOME, Urgency.U3),
        cargo_kg=8,
        recurrent=True,
    ),
    NeedKindFacts(
        *("BAB", "Дитяче харчування, підгузки", "Baby food, nappies", _PARCEL_UK, _PARCEL_EN),
        *(5, 2, _HOME, Urgency.U2),
        cargo_kg=5,
        is_life_saving=True,
        recurrent=True,
    ),
    NeedKindFacts(
        *("FUEL", "Дрова, брикети, пелети", "Solid fuel", "Дрова або брикети", "Firewood or briquettes"),
        *(50, 3, _HOME, Urgency.U3),
        skills=("lift",),
        point_kinds=(PointKind.DEPOT,),
        cargo_kg=200,
        is_life_saving=True,
        winter=True,
    ),
    NeedKindFacts(
        *("STOVE", "Піч, димар", "Stove, chimney", "Піч", "Stove"),
        *(90, 2, _HOME, Urgency.U3),
        skills=("repair",),
        point_kinds=(PointKind.DEPOT,),
        cargo_kg=120,
        winter=True,
    ),
    NeedKindFacts(
        *("WIN", "Вікна: плівка, OSB", "Emergency window cover", "Вікна: закрити", "Windows: cover"),
        *(75, 3, _HOME, Urgency.U3),
        skills=("repair",),
        point_kinds=(PointKind.DEPOT,),
        cargo_kg=40,
        winter=True,
        needs_clear_ground=True,
    ),
    NeedKindFacts(
        *("ROOF", "Дах: аварійне накриття", "Emergency roof cover", "Дах: накрити", "Roof: cover"),
        *(120, 4, _HOME, Urgency.U3),
        skills=("repair",),
        point_kinds=(PointKind.DEPOT,),
        cargo_kg=80,
        needs_clear_ground=True,
    ),
    NeedKindFacts(
        *("PWR", "Зарядка, павербанк, генератор", "Power, charging", "Зарядка", "Charging"),
        *(10, 2, _HOME, Urgency.U3),
        point_kinds=(PointKind.HEATING,),
        cargo_kg=5,
        is_life_saving=True,
    ),
    NeedKindFacts(
        *("CASH", "Реєстрація на грошову допомогу", "Cash-aid registration", "Допомога з паперами", "Help with papers"),
        *(20, 2, _REMOTE, Urgency.U4),
        ways=(),
    ),
    NeedKindFacts(
        *("DOC", "Відновлення документів", "Documents", _ESCORT_UK, _ESCORT_EN),
        *(30, 2, _ESCORT, Urgency.U3),
        point_kinds=(PointKind.SOCIAL,),
        ways=(Way.ESCORT,),
        boarding=1,
    ),
    NeedKindFacts(
        *("IDP", "Довідка ВПО", "Displacement registration", _ESCORT_UK, _ESCORT_EN),
        *(30, 2, _ESCORT, Urgency.U3),
        point_kinds=(PointKind.SOCIAL,),
        ways=(Way.ESCORT,),
        boarding=1,
    ),
    NeedKindFacts(
        *("DMG", "Заява про пошкодження житла", "Damage claim", "Допомога з паперами", "Help with papers"),
        *(30, 2, _HOME, Urgency.U4),
        point_kinds=(PointKind.SOCIAL,),
        ways=(Way.HOME_DELIVERY, Way.ESCORT),
    ),
    NeedKindFacts(
        *("PSY", "Психосоціальна підтримка", "Psychosocial support", _CALL_UK, _CALL_EN),
        *(45, 2, _REMOTE, Urgency.U3),
        ways=(),
    ),
    NeedKindFacts(
        *("CHK", "Перевірка: чи все гаразд", "Welfare check", _CALL_UK, _CALL_EN),
        *(10, 2, _HOME, Urgency.U2),
        ways=(),
        is_life_saving=True,
    ),
    NeedKindFacts(
        *("CARE", "Догляд вдома", "Home care", "Допомога вдома", "Help at home"),
        *(60, 2, _HOME, Urgency.U3),
        ways=(),
        recurrent=True,
    ),
    NeedKindFacts(
        *("PET", "Тварини: корм, евакуація", "Pets: feed, evacuation", "Корм для тварин", "Animal feed"),
        *(10, 2, _HOME, Urgency.U4),
        point_kinds=(PointKind.OTHER,),
        cargo_kg=10,
    ),
    # A team never moves a body: law, and things left under it.
    NeedKindFacts(
        *("FUN", "Поховання", "Burial", _CALL_UK, _CALL_EN),
        *(0, 2, _REMOTE, Urgency.U2),
        ways=(),
        planned=False,
        refer_to=("102",),
    ),
    NeedKindFacts(
        *("COM", "Зв’язок з рідними", "Contact with relatives", "Передати звістку", "Pass on word"),
        *(5, 2, _HOME, Urgency.U3),
        ways=(),
    ),
    NeedKindFacts(
        *("OTH", "Інше", "Other", _CALL_UK, _CALL_EN),
        *(15, 2, _HOME, Urgency.U3),
        ways=(),
    ),
)
NEED_KINDS: dict[str, NeedKindFacts] = {kind.code: kind for kind in _ALL}
