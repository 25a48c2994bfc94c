from contactcenter.decisions.models.answers import AnswerTemplate, ClientAnswer
from contactcenter.decisions.models.decisions import Decision, ReferralFile, ReferralMessage
from contactcenter.decisions.models.letters import Letter, LetterKind, LetterState
from contactcenter.decisions.models.referrals import Referral, ReferralEvent
from contactcenter.decisions.models.rules import ReferralRule, ResolutionCode

__all__ = [
    "AnswerTemplate",
    "ClientAnswer",
    "Decision",
    "Letter",
    "LetterKind",
    "LetterState",
    "Referral",
    "ReferralEvent",
    "ReferralFile",
    "ReferralMessage",
    "ReferralRule",
    "ResolutionCode",
]
