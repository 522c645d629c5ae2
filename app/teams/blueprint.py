"""The blueprint of teams, so that its pages can be split into modules."""

from flask import Blueprint

bp = Blueprint("teams", __name__)
