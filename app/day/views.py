"""Pages of this room."""

from app.day import my_route_views
from app.day.blueprint import bp

__all__ = ["bp", "my_route_views"]
