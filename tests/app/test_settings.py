"""The environment of interview-service.md, and that it is read in one place only."""

import ast
from pathlib import Path

import pytest

import parley
from parley.app.settings import Environment, SettingError, database_settings
from parley.app.settings.installation import Inactive, Place, Settings, load
from parley.app.verbs.up import asked_port

PLACE = Place(data_dir=Path("var"), url="http://127.0.0.1:8000")


def settings(**values: str) -> Settings:
    return load(Environment(values), PLACE)


@pytest.mark.contract(
    "interview-service.md", "DATABASE_HOST", "DATABASE_PORT", "DATABASE_NAME", "DATABASE_USER",
    "DATABASE_PASSWORD",
)  # fmt: skip
def test_database_variables_name_an_external_server() -> None:
    assert database_settings(Environment({})) is None
    assert database_settings(Environment({"DATABASE_HOST": "localhost"})) == {
        "host": "localhost", "port": 5432, "database": "ai_video_interview_interview",
        "user": "postgres", "password": "postgres",
    }  # fmt: skip
    given = {
        "DATABASE_HOST": "db", "DATABASE_PORT": "6543", "DATABASE_NAME": "n",
        "DATABASE_USER": "u", "DATABASE_PASSWORD": "p",
    }  # fmt: skip
    assert settings(**given).database == {
        "host": "db", "port": 6543, "database": "n", "user": "u", "password": "p",
    }  # fmt: skip


@pytest.mark.contract("interview-service.md", "PORT")
def test_port_counts_unless_the_command_line_names_one() -> None:
    assert asked_port(None, Environment({})) is None
    assert asked_port(None, Environment({"PORT": "3007"})) == 3007
    assert asked_port(8080, Environment({"PORT": "3007"})) == 8080
    with pytest.raises(SettingError, match="PORT"):
        asked_port(None, Environment({"PORT": "65536"}))


@pytest.mark.contract("interview-service.md", "FRONTEND_URL")
def test_links_point_to_the_frontend_and_by_default_to_ourselves() -> None:
    assert settings().hiring.frontend_url == "http://127.0.0.1:8000"
    given = settings(FRONTEND_URL="https://app.example/")
    assert given.hiring.frontend_url == "https://app.example"
    assert "https://app.example" in given.identity.allowed_origins


@pytest.mark.contract("interview-service.md", "INVITATION_DEFAULT_EXPIRY_DAYS")
@pytest.mark.parametrize(("given", "days"), [("", 7), ("1", 1), ("365", 365)])
def test_default_expiry(given: str, days: int) -> None:
    assert settings(INVITATION_DEFAULT_EXPIRY_DAYS=given).hiring.default_expiry_days == days


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INVITATION_DEFAULT_EXPIRY_DAYS", "0"),
        ("INVITATION_DEFAULT_EXPIRY_DAYS", "366"),
        ("INVITATION_DEFAULT_EXPIRY_DAYS", "soon"),
        ("LOG_LEVEL", "loud"),
        ("PARLEY_REGISTRATION", "perhaps"),
        ("PARLEY_PUBLIC_URL", "parley.example"),
        ("PARLEY_MAX_BODY_BYTES", "999"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        settings(**{name: value})


@pytest.mark.contract("interview-service.md", "LOG_LEVEL")
@pytest.mark.parametrize(("given", "level"), [("", "info"), ("WARN", "warning")])
def test_log_level(given: str, level: str) -> None:
    assert settings(LOG_LEVEL=given).log_level == level


@pytest.mark.contract(
    "interview-service.md", "REDIS_HOST", "REDIS_PORT", "KAFKA_BROKERS", "KAFKA_CLIENT_ID",
    "KAFKA_GROUP_ID", "LOKI_HOST",
)  # fmt: skip
def test_servers_whose_adapter_is_not_built_are_said_to_be_inactive() -> None:
    assert settings().inactive == ()
    given = settings(
        KAFKA_BROKERS="localhost:9092", KAFKA_CLIENT_ID="interview-service",
        KAFKA_GROUP_ID="interview-service-group", REDIS_HOST="localhost", REDIS_PORT="6379",
        LOKI_HOST="http://localhost:3100",
    )  # fmt: skip
    assert given.inactive == (
        Inactive("KAFKA_BROKERS", "events go through PostgreSQL"),
        Inactive("REDIS_HOST", "rate limits are counted in this process's memory"),
        Inactive("LOKI_HOST", "logs go to standard error as JSON lines"),
    )


@pytest.mark.contract("interview-service.md", "NODE_ENV")
def test_node_env_of_the_documents_runtime_changes_nothing() -> None:
    assert settings(NODE_ENV="production") == settings()


def test_our_own_address_is_served_and_others_are_not() -> None:
    given = settings(PARLEY_PUBLIC_URL="https://parley.example.com", PARLEY_ALLOWED_HOSTS="a, b")
    assert given.allowed_hosts == (
        "127.0.0.1",
        "localhost",
        "[::1]",
        "parley.example.com",
        "a",
        "b",
    )


def test_mail_server_variables() -> None:
    assert settings().notifications.smtp is None
    smtp = settings(PARLEY_SMTP_HOST="mail", PARLEY_SMTP_SECURITY="tls").notifications.smtp
    assert smtp is not None
    assert (smtp.host, smtp.port, smtp.security) == ("mail", 587, "tls")
    with pytest.raises(SettingError, match="PARLEY_SMTP_SECURITY"):
        settings(
            PARLEY_SMTP_HOST="mail", PARLEY_SMTP_SECURITY="none", PARLEY_SMTP_PASSWORD="secret"
        )


def test_only_the_settings_read_the_environment() -> None:
    root = Path(parley.__file__).parent
    readers = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}:
                readers.add(path.relative_to(root).as_posix())
    assert readers == {"app/settings/__init__.py"}


@pytest.mark.contract("realtime-session.md", "the interviewer's engine")
def test_the_interviewer_needs_no_key_by_default() -> None:
    made = settings().interviewer
    assert (made.engine, made.brain, made.gemini_live) == ("cascade", None, None)
    assert made.allowed_origins == {"http://127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"PARLEY_VOICE_ENGINE": "robot"}, "PARLEY_VOICE_ENGINE"),
        ({"PARLEY_VOICE_ENGINE": "gemini-live"}, "PARLEY_GEMINI_KEY"),
        ({"PARLEY_BRAIN": "clever"}, "PARLEY_BRAIN"),
        ({"PARLEY_BRAIN": "gemini"}, "PARLEY_BRAIN_MODEL"),
        ({"PARLEY_BRAIN": "openai", "PARLEY_BRAIN_MODEL": "m"}, "PARLEY_BRAIN_URL"),
    ],
    ids=["engine", "live key", "brain", "model", "address"],
)
def test_an_interviewer_that_cannot_work_is_refused_by_name(
    variables: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingError, match=named):
        settings(**variables)


def test_a_language_model_may_word_what_the_interviewer_says() -> None:
    brain = settings(
        PARLEY_BRAIN="openai", PARLEY_BRAIN_MODEL="m", PARLEY_BRAIN_URL="http://127.0.0.1:11434/v1",
        PARLEY_BRAIN_KEY="k",
    ).interviewer.brain  # fmt: skip
    assert brain is not None
    assert (brain.kind, brain.model, brain.base_url, brain.key) == (
        "openai", "m", "http://127.0.0.1:11434/v1", "k",
    )  # fmt: skip
    assert "key='k'" not in repr(brain)


@pytest.mark.parametrize(
    ("variable", "field", "least", "most"),
    [
        ("PARLEY_BRAIN_READ_SECONDS", "read_seconds", "0.1", "12"),
        ("PARLEY_BRAIN_FIRST_SECONDS", "first_seconds", "0.1", "12"),
        ("PARLEY_BRAIN_TURN_SECONDS", "seconds", "0.1", "12"),
        ("PARLEY_BRAIN_DRAFT_SECONDS", "draft_seconds", "0.1", "60"),
    ],
    ids=["read", "first", "turn", "draft"],
)
def test_how_long_a_language_model_is_waited_for_can_be_set(
    variable: str, field: str, least: str, most: str
) -> None:
    model = {"PARLEY_BRAIN": "gemini", "PARLEY_BRAIN_MODEL": "m"}
    for given in (least, most, "1.125"):
        brain = settings(**model, **{variable: given}).interviewer.brain
        assert getattr(brain, field) == float(given)
    for wrong in ("0.099", f"{most}.001", "-1", "nan", "inf", "1e1", "soon", "1.2345"):
        with pytest.raises(SettingError, match=variable):
            settings(**model, **{variable: wrong})
