"""Pages of this room."""

from flask import Blueprint

bp = Blueprint("shelling", __name__)
