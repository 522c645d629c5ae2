"""What can be reported: eight chips for three taps, 23 kinds for who knows more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.domain.errors import N_


class Chip(StrEnum):
    """What a volunteer can tell in one tap."""

    ARTILLERY = "artillery"
    ROCKETS = "rockets"
    MORTAR = "mortar"
    DRONE = "drone"
    GLIDE_BOMB = "glide_bomb"
    MISSILE = "missile"
    MINE = "mine"
    UNKNOWN = "unknown"


# Message ids, in the order of the buttons.
CHIP_LABELS: dict[Chip, str] = {
    Chip.ARTILLERY: N_("Artillery"),
    Chip.ROCKETS: N_("Rocket artillery (Grad, Smerch)"),
    Chip.MORTAR: N_("Mortar"),
    Chip.DRONE: N_("Drone"),
    Chip.GLIDE_BOMB: N_("Glide bomb"),
    Chip.MISSILE: N_("Missile"),
    Chip.MINE: N_("Mine, unexploded"),
    Chip.UNKNOWN: N_("Don't know"),
}


@dataclass(frozen=True)
class Weapon:
    """One kind: the disc to keep out of round a reported point, and how long the area stays worse afterwards."""

    code: str
    label_uk: str
    label_en: str
    chip: Chip
    radius_m: int
    linger: timedelta
    until_cleared: bool = False
    # The same spot is struck again while people help: 30-40 minutes later, with a margin. 0 for what lies there or fell
    # by itself.
    double_tap_min: int = 120
    leaves_unexploded: bool = False


def _hours(count: int) -> timedelta:
    return timedelta(hours=count)


# Radii and lingers are judgements to be reviewed by the safety lead, not measurements. Anchors: 81 mm mortar trials
# (fragments to 400 m, predicted safety distance 550 m); glass from about 230 kg of explosive to about 400 m.
_KINDS = (
    Weapon("ART_TUBE", "ствольна артилерія (122/152 мм)", "tube artillery", Chip.ARTILLERY, 1000, _hours(1)),
    Weapon("MORTAR", "міномет (82/120 мм)", "mortar", Chip.MORTAR, 700, _hours(1)),
    Weapon("MLRS_GRAD", "РСЗВ «Град» БМ-21 122 мм", "Grad", Chip.ROCKETS, 2000, _hours(2)),
    Weapon("MLRS_URAGAN", "РСЗВ «Ураган» 220 мм", "Uragan", Chip.ROCKETS, 2000, _hours(2), leaves_unexploded=True),
    Weapon(
        "MLRS_SMERCH",
        "РСЗВ «Смерч»/«Торнадо-С» 300 мм",
        "Smerch/Tornado-S",
        Chip.ROCKETS,
        2000,
        _hours(2),
        leaves_unexploded=True,
    ),
    Weapon("MLRS_UNK", "РСЗВ (невідомо)", "rocket artillery", Chip.ROCKETS, 2000, _hours(2)),
    Weapon("MSL_BAL", "ракета «Іскандер»/С-300", "ballistic / S-300", Chip.MISSILE, 3000, _hours(1)),
    Weapon("MSL_CR", "крилата ракета, Х-59", "cruise/air missile", Chip.MISSILE, 3000, _hours(1)),
    Weapon("KAB", "КАБ/ФАБ-250/500 з УМПК", "glide bomb", Chip.GLIDE_BOMB, 2000, _hours(2)),
    Weapon("UAV_SHAHED", "«Шахед»/«Герань-2»", "Shahed/Geran-2", Chip.DRONE, 1500, _hours(1)),
    Weapon("UAV_MOLNIYA", "«Молнія-2»", "Molniya", Chip.DRONE, 1000, _hours(4)),
    Weapon("UAV_LANCET", "«Ланцет»", "Lancet", Chip.DRONE, 1000, _hours(4)),
    Weapon("FPV", "FPV-дрон", "FPV drone", Chip.DRONE, 1500, _hours(24)),
    Weapon("FPV_FO", "FPV на оптоволокні", "fibre-optic FPV", Chip.DRONE, 1500, _hours(24)),
    Weapon("FPV_WAIT", "дрон-«ждун» на дорозі", "waiting drone on road", Chip.DRONE, 1500, _hours(24)),
    Weapon("UAV_DROP", "скид із дрона", "drone-dropped munition", Chip.DRONE, 800, _hours(12)),
    Weapon(
        "MINE_REM",
        "дистанційне мінування («Пелюстка», скинуті міни)",
        "scattered mines",
        Chip.MINE,
        500,
        _hours(0),
        until_cleared=True,
        double_tap_min=0,
        leaves_unexploded=True,
    ),
    Weapon("TANK", "танк, пряма наводка", "tank fire", Chip.ARTILLERY, 1500, _hours(2)),
    Weapon("SMALL", "стрілецька зброя", "small arms", Chip.UNKNOWN, 1000, _hours(2), double_tap_min=0),
    Weapon(
        "UXO",
        "нерозірваний боєприпас",
        "unexploded ordnance",
        Chip.MINE,
        300,
        _hours(0),
        until_cleared=True,
        double_tap_min=0,
        leaves_unexploded=True,
    ),
    Weapon("AD_DEBRIS", "уламки після збиття", "debris", Chip.UNKNOWN, 500, _hours(1), double_tap_min=0),
    Weapon("OUTGOING?", "можливо, вихідний постріл", "maybe outgoing", Chip.UNKNOWN, 0, _hours(0), double_tap_min=0),
    Weapon("UNK", "невідомо", "unknown", Chip.UNKNOWN, 1000, _hours(2)),
)

WEAPONS: dict[str, Weapon] = {kind.code: kind for kind in _KINDS}


Kinds = Mapping[str, Weapon]


def kinds_of(what: str, kinds: Kinds = WEAPONS) -> tuple[Weapon, ...]:
    """The kinds a chip stands for, or the one kind a code names; raises ValueError for neither.

    kinds: the numbers of a hub; as shipped where none are given.
    """
    if what in kinds:
        return (kinds[what],)
    return tuple(kind for kind in kinds.values() if kind.chip is Chip(what))


def linger_of(what: str, kinds: Kinds = WEAPONS) -> timedelta:
    """How long an area stays worse after the last impact; a chip counts as the longest-lasting of its kinds."""
    return max(kind.linger for kind in kinds_of(what, kinds))


def radius_of(what: str, kinds: Kinds = WEAPONS) -> int:
    """Metres to keep away from a reported point; a chip counts as the widest of its kinds."""
    return max(kind.radius_m for kind in kinds_of(what, kinds))


def is_until_cleared(what: str, kinds: Kinds = WEAPONS) -> bool:
    """Whether it lies there until somebody who may clears it: mines and unexploded ordnance."""
    return any(kind.until_cleared for kind in kinds_of(what, kinds))


def double_tap_of(what: str, kinds: Kinds = WEAPONS) -> timedelta:
    """How long nobody goes near the point, since it may be struck again; no time for what just lies there."""
    return timedelta(minutes=max(kind.double_tap_min for kind in kinds_of(what, kinds)))
