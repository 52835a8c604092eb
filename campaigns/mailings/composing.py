"""What all mails have in common: templates to message, and the headers that a mail of ours carries."""

import re
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from campaigns.mailings.links import Links
from toolkit.mail import header_text

_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


def compose(
    folder: str, context: dict[str, Any], *, to: str, language: str, links: Links, message_id: str
) -> EmailMultiAlternatives:
    """Return a message made of templates/campaigns/emails/<folder>/{subject.txt,body.txt,body.html}.

    The language must be active. A mail that can be stopped says so in the headers of RFC 2369 and RFC 8058, whose
    one-click address takes a POST without a cookie; opening it changes nothing.
    """
    headers = {
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
    }
    if links.stop:
        headers["List-Unsubscribe"] = f"<{links.stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    templates = f"campaigns/emails/{folder}"
    context = {**context, "language": language, "action_url": links.action, "stop_url": links.stop}
    mail = EmailMultiAlternatives(
        subject=header_text(render_to_string(f"{templates}/subject.txt", context)),
        body=_BLANK_LINES.sub("\n\n", render_to_string(f"{templates}/body.txt", context).strip()) + "\n",
        to=[to],
        headers=headers,
    )
    mail.attach_alternative(render_to_string(f"{templates}/body.html", context), "text/html")
    return mail
