"""A refusal shown where it belongs: on top of the form whose typed text stays."""

from app.domain.errors import Changed, NotAllowed, NotHere, Refused
from app.web.errors import say
from app.web.forms import Form


def refuse(form: Form, refusal: Refused) -> int:
    """Put the sentence on the form and tell the status to answer with. What is not here is no form's matter."""
    if isinstance(refusal, NotHere):
        raise refusal
    form.form_errors.append(say(refusal))
    return 409 if isinstance(refusal, Changed) else 403 if isinstance(refusal, NotAllowed) else 422
