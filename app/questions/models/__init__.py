"""The tables of questions: posts, their versions, what people do with them, and what was merged."""

from app.questions.models.merges import Merge, MergedPerson, MergedPost, OldAddress
from app.questions.models.posts import Answer, Comment, Kind, Post, Question
from app.questions.models.reactions import (
    AvoidedQuestion,
    Draft,
    PostingKey,
    QuestionTag,
    SameQuestion,
    Tag,
    Vote,
    Watch,
)
from app.questions.models.versions import EditSuggestion, Revision, SuggestionState

__all__ = [
    "Answer",
    "AvoidedQuestion",
    "Comment",
    "Draft",
    "EditSuggestion",
    "Kind",
    "Merge",
    "MergedPerson",
    "MergedPost",
    "OldAddress",
    "Post",
    "PostingKey",
    "Question",
    "QuestionTag",
    "Revision",
    "SameQuestion",
    "SuggestionState",
    "Tag",
    "Vote",
    "Watch",
]
