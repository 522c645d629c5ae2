"""Pages of this room, gathered on its blueprint."""

from app.places import area_views, hold_views, point_views, road_views, visit_views, zone_views
from app.places.blueprint import bp
from app.web import place_words

__all__ = ["area_views", "bp", "hold_views", "point_views", "road_views", "visit_views", "zone_views"]

for words in (
    place_words.zone_words,
    place_words.zone_hint,
    place_words.area_kind_words,
    place_words.point_kind_words,
    place_words.point_status_words,
    place_words.weekday_words,
    place_words.clock_words,
):
    bp.add_app_template_filter(words)
