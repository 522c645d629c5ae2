"""Pages of shelling: the log, one event with its verdicts, the desk's report form, who is listening."""

from app.shelling import event_views, log_views, report_views
from app.shelling.blueprint import bp

__all__ = ["bp", "event_views", "log_views", "report_views"]
