"""Whether an answer fits its question."""

import json
from dataclasses import dataclass
from enum import StrEnum

from parley.hiring.domain.errors import ResponseMismatch
from parley.hiring.domain.question import Question, QuestionType

ANSWER_MAX = 20_000
MEDIA_URL_MAX = 1_024


class ResponseType(StrEnum):
    """What an answer is."""

    VIDEO = "video"
    TEXT = "text"
    CHOICE = "choice"


ANSWERED_BY = {
    QuestionType.VIDEO: ResponseType.VIDEO,
    QuestionType.TEXT: ResponseType.TEXT,
    QuestionType.MULTIPLE_CHOICE: ResponseType.CHOICE,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a candidate sends.

    Attributes:
        type: What it is.
        content: The text, or the option's id or exact text, or a JSON array of those.
        media_url: Of a recorded take.
    """

    type: ResponseType
    content: str | None = None
    media_url: str | None = None

    def check_fits(self, question: Question) -> None:
        """Pass when this can answer `question`; the take behind `media_url` is media's to judge.

        Raises:
            ResponseMismatch: It can't, and why.
        """
        wanted = ANSWERED_BY[question.type]
        if self.type is not wanted:
            raise ResponseMismatch(f"type: a {question.type} question is answered by {wanted}.")
        if self.type is ResponseType.VIDEO:
            self._check_recording()
            return
        if self.media_url is not None:
            raise ResponseMismatch("mediaUrl: only a video answer has one.")
        if self.content is None or not self.content.strip() or len(self.content) > ANSWER_MAX:
            raise ResponseMismatch(f"content: an answer of 1 to {ANSWER_MAX} characters is needed.")
        if self.type is ResponseType.CHOICE:
            chosen(self.content, question)

    def _check_recording(self) -> None:
        if self.content is not None:
            raise ResponseMismatch("content: a video answer has none.")
        url = self.media_url or ""
        scheme, _, rest = url.partition("://")
        if scheme not in {"s3", "blob"} or not rest or len(url) > MEDIA_URL_MAX:
            raise ResponseMismatch("mediaUrl: the one that your upload gave you is needed.")


def chosen(content: str, question: Question) -> tuple[str, ...]:
    """Ids of the options that `content` names.

    Raises:
        ResponseMismatch: It names none, an unknown one, or one twice.
    """
    by_name = {name: o.id for o in question.options for name in (o.id, o.text)}
    if content in by_name:
        return (by_name[content],)
    try:
        names = json.loads(content)
    except (ValueError, RecursionError):
        names = None
    if not isinstance(names, list) or not names:
        raise ResponseMismatch("content: the id or text of an option, or a JSON array of them.")
    found = [by_name.get(name) if isinstance(name, str) else None for name in names]
    if None in found or len(set(found)) != len(found):
        raise ResponseMismatch("content: each choice must be one of the options, named once.")
    return tuple(option for option in found if option is not None)
