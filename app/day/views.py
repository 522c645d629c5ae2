"""The day as it runs: today, the evening and past days at the desk, one's own route on the phone."""

from app.day import (
    evening_views,
    happened_views,
    leaving_views,
    my_leaving_views,
    my_route_views,
    telling_views,
    there,
    today_views,
)
from app.day.blueprint import bp

__all__ = [
    "bp",
    "evening_views",
    "happened_views",
    "leaving_views",
    "my_leaving_views",
    "my_route_views",
    "telling_views",
    "there",
    "today_views",
]
