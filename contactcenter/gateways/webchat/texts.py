"""What the scripts of the chat say, in the language that is active."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def launcher_texts(language: str) -> dict[str, str]:
    """For the button on the customer's page, whose language only the page knows."""
    with translation.override(language):
        return {"title": _("Chat"), "open": _("Open the chat"), "close": _("Close the chat"), "unread": _("Unread:")}


def window_texts() -> dict[str, str]:
    """For the window. {0} is filled in by the script."""
    return {
        "new": _("We answer in a few minutes"),
        "newWait": _("Now the wait is"),
        "waitMinute": _("about a minute"),
        "waitMinutes": _("about {0} min"),
        "waitLong": _("more than an hour"),
        "full": _("All operators are busy"),
        "fullHope": _("All operators are busy and many are waiting. Leave a message or ask to be called back."),
        "kept": _("We cannot answer now. Your words are kept and will be answered here: you may close this page."),
        "keptStatus": _("Your message is kept"),
        "sentTo": _("This line does not answer now; you will be answered by “{0}”."),
        "wayLeave": _("Leave a message"),
        "wayWrite": _("Wait here"),
        "promised": _("We will call you: {0}."),
        "promisedNow": _("We are calling you now or in the next minutes."),
        "promisedStatus": _("We will call you back"),
        "needPhone": _("Write a telephone number that we can call."),
        "waiting": _("You are number {0} in the queue"),
        "next": _("You are next"),
        "talking": _("{0} is in the conversation"),
        "ended": _("The conversation is over. Write if anything comes up."),
        "closed": _("We are closed now"),
        "opens": _("We open on {0}"),
        "off": _("The chat is switched off at the moment"),
        "offline": _("No connection. We are trying to restore it; what you have written is kept."),
        "typing": _("{0} is typing…"),
        "operator": _("Operator"),
        "you": _("You"),
        "today": _("Today"),
        "sending": _("Sending"),
        "sent": _("Sent"),
        "delivered": _("Delivered"),
        "read": _("Read"),
        "failed": _("Not sent"),
        "again": _("Send again"),
        "discard": _("Discard"),
        "download": _("Download {0}"),
        "uploading": _("Sending the file {0}"),
        "tooLarge": _("The file is larger than {0} MB."),
        "uploadFailed": _("The file could not be sent. Check the connection and try again."),
        "downloadFailed": _("The file could not be loaded. Check the connection and try again."),
        "left": _("Your message is with us since {0}. We will answer by telephone or e-mail."),
        "needText": _("Write your question first."),
        "needReach": _("Leave a telephone number or an e-mail address, so that we can answer."),
        "needConsent": _("Please agree to the processing of personal data first."),
        "kilobytes": _("{0} KB"),
        "megabytes": _("{0} MB"),
    }
