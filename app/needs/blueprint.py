"""The blueprint of this room."""

from flask import Blueprint

bp = Blueprint("needs", __name__)
