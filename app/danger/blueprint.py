"""The pages of danger are put together in views.py."""

from flask import Blueprint

bp = Blueprint("danger", __name__)
