"""The blueprint of the phone forms."""

from flask import Blueprint

bp = Blueprint("intake", __name__)
