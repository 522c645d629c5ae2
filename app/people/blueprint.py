"""The blueprint of this room."""

from flask import Blueprint

bp = Blueprint("people", __name__)
