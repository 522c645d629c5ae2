"""The blueprint of shelling, so that its pages can be split into modules."""

from flask import Blueprint

bp = Blueprint("shelling", __name__)
