"""Pages of this room."""

from flask import Blueprint

bp = Blueprint("day", __name__)
