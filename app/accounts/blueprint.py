"""The blueprint of accounts, so that its pages can be split into modules."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
