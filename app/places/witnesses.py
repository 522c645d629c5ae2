"""Whose word an event rests on: the reports that stand, as the domain weighs them."""

from collections.abc import Iterable, Sequence

from app.domain.shelling import Observation, ReportFacts, only_source
from app.models import ShellingReport


def standing_reports(reports: Sequence[ShellingReport]) -> list[ShellingReport]:
    """Those neither withdrawn nor corrected by a later one; all of them where none is left."""
    corrected = {one.corrects_id for one in reports if one.corrects_id is not None and one.withdrawn_at is None}
    left = [one for one in reports if one.withdrawn_at is None and one.id not in corrected]
    return left or list(reports)


def only_reporters(reports: Sequence[ShellingReport]) -> frozenset[int]:
    """The accounts behind the one source that these rest on; whom somebody else corrected stays one of them."""
    behind = only_source(facts_of(standing_reports(reports)))
    corrected = {one.corrects_id for one in reports}
    first = {one.reporter_id for one in reports if one.id in corrected and one.reporter_id is not None}
    return behind | first if behind else behind


def facts_of(reports: Iterable[ShellingReport]) -> list[ReportFacts]:
    return [
        ReportFacts(
            reporter=one.reporter_id,
            received_at=one.received_at,
            source=one.source_type,
            observation=Observation.SECOND_HAND if one.is_hearsay else one.observation,
            known=one.reporter_id is not None or bool(one.source_ref),
            origins=frozenset(
                [*(one.origins or ()), *([f"ref {one.source_ref.casefold()}"] if one.source_ref else [])]
            ),
        )
        for one in reports
    ]
