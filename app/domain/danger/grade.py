"""The grade of an area: one digit and what it means, from absolute limits on the chance of a hit."""

from enum import StrEnum

# Where grades 1, 2 and 3 begin, as chances that a visiting hour is hit.
Limits = tuple[float, float, float]
DEFAULT_LIMITS: Limits = (0.01, 0.05, 0.20)


class Grade(StrEnum):
    """What screens and paper show of danger; no grade is a permission to go."""

    UNKNOWN = "?"
    NO_REPORTS = "0"
    CAUTION = "1"
    DANGEROUS = "2"
    VERY_DANGEROUS = "3"
    DO_NOT_GO = "4"

    @property
    def planned_as(self) -> "Grade":
        """No data is planned as the worst that a forecast can say: only a hold, a zone or a person says 4."""
        return Grade.VERY_DANGEROUS if self is Grade.UNKNOWN else self

    def is_worse_than(self, other: "Grade") -> bool:
        return self.planned_as.value > other.planned_as.value


def grade_of(
    chance: float | None,
    *,
    covered: bool,
    any_report_7d: bool,
    closed: bool,
    limits: Limits = DEFAULT_LIMITS,
) -> Grade:
    """The grade for the chance (0 to 1) that a visiting hour is hit; None is no forecast.

    covered: at least half of the last 48 h was watched. any_report_7d: anything was reported in 7 days, however
    unsure: it keeps the grade above 0. closed: by a hold, a zone or a person. limits: where grades 1, 2 and 3 begin.
    Raises ValueError if the chance or the limits are no chances.
    """
    if not 0 <= limits[0] <= limits[1] <= limits[2] <= 1:
        raise ValueError(f"limits must rise within [0, 1], got {limits}")
    if chance is not None and not 0 <= chance <= 1:
        raise ValueError(f"want a chance from 0 to 1, got {chance}")
    if closed:
        return Grade.DO_NOT_GO
    if not covered or chance is None:
        return Grade.UNKNOWN
    if chance >= limits[2]:
        return Grade.VERY_DANGEROUS
    if chance >= limits[1]:
        return Grade.DANGEROUS
    return Grade.CAUTION if any_report_7d or chance >= limits[0] else Grade.NO_REPORTS
