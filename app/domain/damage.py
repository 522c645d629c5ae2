"""What shelling hits, as bulletins of the police name it."""

from app.domain.errors import N_

# Message ids. A code may go on with its state: PHARM_CLOSED.
DAMAGE: dict[str, str] = {
    "HOUSE": N_("Private houses"),
    "FLATS": N_("Blocks of flats"),
    "SHOP": N_("Shop"),
    "MARKET": N_("Market"),
    "PHARM": N_("Pharmacy"),
    "POST": N_("Post office"),
    "BANK": N_("Bank"),
    "HOSP": N_("Hospital"),
    "FUELST": N_("Filling station"),
    "SCHOOL": N_("School"),
    "ADMIN": N_("Administration"),
    "UTIL_EL": N_("Electricity"),
    "UTIL_GAS": N_("Gas"),
    "UTIL_WAT": N_("Water supply"),
    "ROAD": N_("Road"),
    "BRIDGE": N_("Bridge"),
    "VEHICLE": N_("Vehicles"),
    "SHELTER": N_("Shelter"),
    "AIDPOINT": N_("Aid point"),
}


def damaged(code: str) -> str | None:
    """The thing a code is about, with or without its state: PHARM for PHARM_CLOSED; None for an unknown code."""
    return next((name for name in DAMAGE if code == name or code.startswith(f"{name}_")), None)
