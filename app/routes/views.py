"""Pages of this room."""

from flask import Blueprint

bp = Blueprint("routes", __name__)
