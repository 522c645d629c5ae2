"""The accounts of the story: invented people with one password that everybody may know."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import audit
from app.domain.roles import Role
from app.models import Hub, Membership, User

PASSWORD = "obkhid-navchannia"  # noqa: S105 printed by `obkhid run` and shown on the demo's own sign-in page
# Argon2id of PASSWORD, made beforehand: hashing it for each account would take seconds.
PASSWORD_HASH = "$argon2id$v=19$m=65536,t=3,p=1$LwsHWdgb9p2dF1E+4l6/AA$V3PWKGnc89MXyNvFNFlS52a9wqjbNiNRl6Gb/bqsRt0"  # noqa: S105


@dataclass(frozen=True)
class Person:
    """One of the cast. task: what to try with this account, in both languages."""

    username: str
    name: str
    role: Role
    task_uk: str = ""
    task_en: str = ""
    flags: tuple[str, ...] = ()
    language: str = "uk"


V, C = Role.VOLUNTEER, Role.COORDINATOR
CAST = (
    Person(
        "iryna",
        "Ірина",
        V,
        "Волонтерка: записує потреби й обстріли",
        "Volunteer: logs needs, reports shelling",
    ),
    Person("stepan", "Степан", V, "Другий волонтер, інший екіпаж", "Second volunteer, another team"),
    Person("oksana", "Оксана", V, "Третя волонтерка, ще інший екіпаж", "Third volunteer, a third team"),
    Person(
        "boiko",
        "О. Бойко",
        C,
        "Координатор дня: планує виїзди",
        "Duty officer: plans the day",
        ("duty_officer", "approver"),
    ),
    Person(
        "honchar",
        "Н. Гончар",
        C,
        "Координаторка: визначає зони",
        "Coordinator: sets the zones",
        ("safety_lead", "approver"),
    ),
    Person("admin", "В. Кравець", Role.ADMIN, "Адміністратор", "Administrator"),
    Person("auditor", "Л. Мороз", Role.AUDITOR, "Аудиторка", "Auditor"),
    Person("taras", "Тарас", V),
    Person("lesia", "Леся", V),
    Person("mykola", "Микола", V),
    Person("daryna", "Дарина", V),
    Person("yurii", "Юрій", V),
)
SHOWN = tuple(person for person in CAST if person.task_uk)


def add_cast(session: Session, hub: Hub, *, now: datetime) -> dict[str, User]:
    """Their accounts, by user name."""
    users = {}
    for person in CAST:
        user = User(
            username=person.username,
            display_name=person.name,
            role=person.role,
            language=person.language,
            password_hash=PASSWORD_HASH,
            created_at=now,
            **{f"is_{flag}": True for flag in person.flags},
        )
        user.memberships = [Membership(hub_id=hub.id)]
        session.add(user)
        audit.record(session, "add_user", user, by_id=None, now=now, hub_id=hub.id, role=person.role)
        users[person.username] = user
    return users
