"""Pages of needs: the triage queue; the other pages of the room register themselves."""

from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.db import current_session
from app.domain.needs import Urgency
from app.domain.states import NeedState
from app.needs import follow_up_views, kind_views, need_views, new_views, outcome_views, queries
from app.needs.blueprint import bp
from app.needs.filter_form import FilterForm
from app.needs.kinds import kinds
from app.needs.ways import other_than_usual
from app.places import queries as places
from app.web.grades import grades_now

__all__ = ["bp", "follow_up_views", "kind_views", "need_views", "new_views", "outcome_views"]

PAGE = 50
FIRST_STATES = (
    *(NeedState.NEW, NeedState.TRIAGED, NeedState.INFO_NEEDED),
    *(NeedState.READY, NeedState.DECISION_NEEDED),
)


@bp.get("/triage")
@requires(Action.TRIAGE)
def triage() -> ResponseReturnValue:
    session, now = current_session(), clock.now()
    hub_id = current_user.hub_id
    form = FilterForm.of(request.args, places.areas(session, hub_id), kinds(session, hub_id))
    wanted: dict[str, Any] = {
        "states": [NeedState(form.state.data)] if form.state.data else FIRST_STATES,
        "area_ids": [int(form.area.data)] if form.area.data else [],
        "kind_id": int(form.kind.data) if form.kind.data else None,
        "urgency": Urgency(form.urgency.data) if form.urgency.data else None,
    }
    rows = queries.triage_queue(session, hub_id, now=now, limit=PAGE, **wanted)
    g.nav_counts = {"needs.triage": queries.waiting_for_triage(session, hub_id)}
    return render_template(
        "needs/triage.html",
        form=form,
        rows=rows,
        other_way=other_than_usual,
        is_full=len(rows) == PAGE,
        shown=PAGE,
        counts=queries.counts_by_state(session, hub_id),
        grades=grades_now(),
        holds=places.holds_covering(session, hub_id, now=now),
        today=queries.local_day(session, hub_id, now),
    )
