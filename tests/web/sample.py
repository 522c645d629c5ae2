"""A bare application with the kit installed and one page a layout that shows every macro."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, abort, render_template
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

import app.web
from app.web.fields import (
    ChipField,
    ChipsField,
    CoordinateField,
    LocalDateField,
    LocalDateTimeField,
    LocalTimeField,
    OptionalIntegerField,
)
from app.web.forms import KeyedForm

KYIV = ZoneInfo("Europe/Kyiv")
NOON = datetime(2023, 5, 13, 9, 41, tzinfo=UTC)  # 12:41 on the hub's clock, a Saturday


def choices(*labels: str) -> list[SelectChoice]:
    return [SelectChoice(label, label) for label in labels]


class SampleForm(KeyedForm):
    """Every kind of field once."""

    what = ChipsField("Що потрібно", choices=choices("Супровід", "Ліки", "Їжа", "Вода", "Тепло, дрова", "Інше"))
    soon = ChipField("Як швидко", [InputRequired()], choices=choices("Негайно", "1–2 дні", "Може чекати"))
    who = TextAreaField("Хто і де", [InputRequired(), Length(max=200)], description="Діагноз не пишіть.")
    name = StringField("Ім’я", [Length(min=2, max=5)])
    area = SelectField("Ділянка", choices=choices("KOS-C", "KOS-W"))
    seen_at = LocalDateTimeField("Коли це було", [Optional()])
    day = LocalDateField("День")
    at = LocalTimeField("Час")
    floor = OptionalIntegerField("Поверх", lowest=-2, highest=40)
    point = CoordinateField("Точка", description="Широта й довгота, як у мапі телефона")
    agreed = BooleanField("Згоду отримано")


@dataclass
class Person:
    name: str = "О. Бойко"
    role: str = "coordinator"
    language: str = "uk"


def make_app(now: Callable[[], datetime] = lambda: NOON) -> Flask:
    flask_app = Flask("app")
    flask_app.config.update(SECRET_KEY="not a secret", TESTING=False, WTF_CSRF_ENABLED=False)
    app.web.install(flask_app, hub_zone=lambda: KYIV, hub_name=lambda: "Костянтинівка", now=now)
    flask_app.register_blueprint(Blueprint("samples", __name__, template_folder="templates"))
    for endpoint in ("day.today", "needs.triage", "routes.plan", "people.index", "teams.index", "intake.log_need"):
        flask_app.add_url_rule(f"/{endpoint}", endpoint, lambda: "")

    def show(medium: str) -> ResponseReturnValue:
        form = SampleForm()
        form.validate_on_submit()
        return render_template(f"sample_{medium}.html", form=form, at=NOON - timedelta(minutes=15))

    flask_app.add_url_rule("/sample/<medium>", "sample", show, methods=["GET", "POST"])
    flask_app.add_url_rule("/refuse/<int:status>", "refuse", lambda status: abort(status), methods=["GET", "POST"])
    flask_app.add_url_rule("/break", "break", lambda: 1 // 0)
    return flask_app
