"""The blueprint of the day, so that its pages can be split into modules."""

from flask import Blueprint

bp = Blueprint("day", __name__)
