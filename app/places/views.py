"""Pages of this room."""

from flask import Blueprint

bp = Blueprint("places", __name__)
