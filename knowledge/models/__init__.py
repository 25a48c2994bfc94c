from knowledge.models.articles import (
    Article,
    ArticleEvent,
    ArticleFile,
    ArticleVersion,
    Audience,
    Category,
    Kind,
)
from knowledge.models.scripts import RunEnd, Script, ScriptRun, ScriptVersion, ScriptVisit
from knowledge.models.signing import Acknowledgement
from knowledge.models.use import (
    ArticleUse,
    KnowledgeTask,
    MissedSearch,
    Rating,
    Reading,
    TaskKind,
    UseKind,
)
from knowledge.models.vocabulary import Lexeme, Word

__all__ = [
    "Acknowledgement",
    "Article",
    "ArticleEvent",
    "ArticleFile",
    "ArticleUse",
    "ArticleVersion",
    "Audience",
    "Category",
    "Kind",
    "KnowledgeTask",
    "Lexeme",
    "MissedSearch",
    "Rating",
    "Reading",
    "RunEnd",
    "Script",
    "ScriptRun",
    "ScriptVersion",
    "ScriptVisit",
    "TaskKind",
    "UseKind",
    "Word",
]
