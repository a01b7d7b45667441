"""Whether an answer fits its question, for every pair of kinds and every edge."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.hiring.domain import answers
from parley.hiring.domain.answers import ANSWERED_BY, Answer, ResponseType, chosen
from parley.hiring.domain.errors import ResponseMismatch
from parley.hiring.domain.question import Question, QuestionOption, QuestionType

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OPTIONS = (
    QuestionOption("a", "Kafka"),
    QuestionOption("b", "RabbitMQ"),
    QuestionOption("c", '["a"]'),
)
FITTING = {
    ResponseType.VIDEO: Answer(ResponseType.VIDEO, media_url="s3://videos/1.webm"),
    ResponseType.TEXT: Answer(ResponseType.TEXT, "Because."),
    ResponseType.CHOICE: Answer(ResponseType.CHOICE, "a"),
}


def question(kind: QuestionType) -> Question:
    options = OPTIONS if kind is QuestionType.MULTIPLE_CHOICE else ()
    return Question("q", "t", "Which?", kind, 1, NOW, options=options)


@pytest.mark.contract(
    "interview-service.md",
    "QuestionType.video",
    "QuestionType.text",
    "QuestionType.multiple_choice",
    "ResponseType.video",
    "ResponseType.text",
    "ResponseType.choice",
)
@pytest.mark.parametrize("kind", QuestionType)
@pytest.mark.parametrize("given_kind", ResponseType)
def test_each_question_is_answered_in_its_own_way(
    kind: QuestionType, given_kind: ResponseType
) -> None:
    answer = FITTING[given_kind]
    if given_kind is ANSWERED_BY[kind]:
        answer.check_fits(question(kind))
    else:
        with pytest.raises(ResponseMismatch, match="type"):
            answer.check_fits(question(kind))


def test_every_kind_of_question_has_its_answer() -> None:
    words = {kind.value: answer.value for kind, answer in ANSWERED_BY.items()}
    assert words == {"video": "video", "text": "text", "multiple_choice": "choice"}


@pytest.mark.parametrize("content", [None, "", " \n", "x" * (answers.ANSWER_MAX + 1)])
def test_a_text_is_neither_empty_nor_endless(content: str | None) -> None:
    with pytest.raises(ResponseMismatch, match="content"):
        Answer(ResponseType.TEXT, content).check_fits(question(QuestionType.TEXT))


def test_a_text_may_be_as_long_as_the_limit() -> None:
    Answer(ResponseType.TEXT, "x" * answers.ANSWER_MAX).check_fits(question(QuestionType.TEXT))


@pytest.mark.parametrize("kind", [ResponseType.TEXT, ResponseType.CHOICE])
def test_only_videos_have_a_media_url(kind: ResponseType) -> None:
    asked = QuestionType.TEXT if kind is ResponseType.TEXT else QuestionType.MULTIPLE_CHOICE
    with pytest.raises(ResponseMismatch, match="mediaUrl"):
        Answer(kind, "a", "blob://takes/1").check_fits(question(asked))


@pytest.mark.parametrize(
    "url",
    [
        None, "", "blob://", "s3://", "https://example.com/a.webm", "file:///etc/passwd", "blob:x",
        "blob://" + "x" * answers.MEDIA_URL_MAX,
    ],
)  # fmt: skip
def test_a_video_needs_a_url_of_ours(url: str | None) -> None:
    with pytest.raises(ResponseMismatch, match="mediaUrl"):
        Answer(ResponseType.VIDEO, media_url=url).check_fits(question(QuestionType.VIDEO))


def test_a_video_url_may_be_as_long_as_the_limit() -> None:
    url = "blob://" + "x" * (answers.MEDIA_URL_MAX - len("blob://"))
    Answer(ResponseType.VIDEO, media_url=url).check_fits(question(QuestionType.VIDEO))


def test_a_video_has_no_text() -> None:
    with pytest.raises(ResponseMismatch, match="content"):
        Answer(ResponseType.VIDEO, "hi", "blob://x").check_fits(question(QuestionType.VIDEO))


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        ("a", ("a",)),
        ("RabbitMQ", ("b",)),
        ('["a"]', ("c",)),  # an option's exact text, although it reads like a list
        ('["a", "RabbitMQ"]', ("a", "b")),
        ('["Kafka"]', ("a",)),
    ],
)
def test_a_choice_is_named_by_id_or_text(content: str, ids: tuple[str, ...]) -> None:
    assert chosen(content, question(QuestionType.MULTIPLE_CHOICE)) == ids


@pytest.mark.parametrize(
    "content",
    [
        "d", "kafka", "[]", '["a", "a"]', '["a", "Kafka"]', '["d"]', "[1]", "{}", "null", '"a"',
        "[[]]", "[" * 10_000,
    ],
)  # fmt: skip
def test_a_choice_that_is_no_option_is_refused(content: str) -> None:
    with pytest.raises(ResponseMismatch, match="content"):
        Answer(ResponseType.CHOICE, content).check_fits(question(QuestionType.MULTIPLE_CHOICE))


@given(st.lists(st.sampled_from([name for o in OPTIONS for name in (o.id, o.text)]), min_size=1))
def test_a_list_of_choices_is_taken_when_each_is_named_once(names: list[str]) -> None:
    by_name = {name: o.id for o in OPTIONS for name in (o.id, o.text)}
    ids = [by_name[name] for name in names]
    asked = question(QuestionType.MULTIPLE_CHOICE)
    content = json.dumps(names)
    if content == OPTIONS[2].text:
        assert chosen(content, asked) == (OPTIONS[2].id,)
    elif len(set(ids)) == len(ids):
        assert chosen(content, asked) == tuple(ids)
    else:
        with pytest.raises(ResponseMismatch):
            chosen(content, asked)


@given(st.text(max_size=40))
def test_no_content_breaks_the_reading_of_choices(content: str) -> None:
    try:
        found = chosen(content, question(QuestionType.MULTIPLE_CHOICE))
    except ResponseMismatch:
        return
    assert found
    assert set(found) <= {option.id for option in OPTIONS}
