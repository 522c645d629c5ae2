"""The blueprint that all views of this room hang on."""

from flask import Blueprint

bp = Blueprint("places", __name__)
