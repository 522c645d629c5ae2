"""The blueprint of this room, apart from its views so that they may be several modules."""

from flask import Blueprint

bp = Blueprint("routes", __name__)
