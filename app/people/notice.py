"""What a person is told before anything about them is written down. A new wording gets a new version."""

NOTICE_VERSION = "2026-11-2"

NOTICE = {
    "uk": (
        "Ми волонтери. Щоб привезти допомогу, ми запишемо Ваше ім’я, приблизне місце і потребу. "
        "Адресу бачить лише екіпаж у день виїзду. Ми не передаємо дані владі, військовим чи ЗМІ. "
        "Іншій організації — лише за Вашою згодою. На будь-яке запитання можна не відповідати, допомога не зміниться. "
        "Можна попросити видалити дані. Ви згодні?"
    ),
    "en": (
        "We are volunteers. To bring help we write down your name, rough place and need. "
        "Only the team sees the address, on the day. We do not pass data to authorities, military or media; "
        "to another organisation only if you agree. You may skip any question; help does not change. "
        "You may ask us to delete it. Do you agree?"
    ),
}
