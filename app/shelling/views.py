"""Pages of shelling: the log, one event with its verdicts, the desk's report form, who is listening."""

from app.places.witnesses import standing_reports
from app.shelling import event_views, log_views, proposal_views, report_views, source_views
from app.shelling.blueprint import bp
from app.web import shelling_words

__all__ = ["bp", "event_views", "log_views", "proposal_views", "report_views", "source_views"]


@bp.context_processor
def words_of_shelling() -> dict[str, object]:
    words = {name: getattr(shelling_words, name) for name in shelling_words.__all__}
    return {**words, "standing_of": standing_reports}
