"""Builds what the settings say of language models, and drafts."""

from typing import Protocol, runtime_checkable

from fastapi import APIRouter

from parley.contracts.identity import Principal
from parley.interviewer.clients.asking import ModelBrain
from parley.interviewer.clients.documents import ConfinedDocuments, Limits
from parley.interviewer.http import drafts
from parley.interviewer.ports import Brain, Engine, Settings
from parley.interviewer.service.drafting import Drafting
from parley.kit.part import Check, Ground
from parley.kit.web.auth import authenticated, subject_of
from parley.kit.web.idempotency import idempotent_route

ROLE = "interviewer"
SCRIPTED_DRAFT_SECONDS = 60.0


@runtime_checkable
class Checked(Protocol):
    """An engine that rests on a vendor."""

    async def check(self) -> None:
        """Raise while it is being left alone."""
        ...


def brain(settings: Settings) -> ModelBrain | None:
    """The language model that is configured; None: the scripted interviewer alone."""
    model = settings.brain
    if model is None:
        return None
    # Imported where they are asked for: an installation without a model starts sooner.
    if model.kind == "gemini":
        from parley.interviewer.clients import gemini  # noqa: PLC0415

        return gemini.brain(model)
    from parley.interviewer.clients import openai  # noqa: PLC0415

    return openai.brain(model)


def checks(engine: Engine, model: ModelBrain | None) -> dict[str, Check]:
    """What is degraded while a vendor is being left alone."""
    found: dict[str, Check] = {} if model is None else {"language_model": model.check}
    if isinstance(engine, Checked):
        found["voice_engine"] = engine.check
    return found


def drafting(settings: Settings, model: Brain | None) -> Drafting:
    """Drafts, and plans for interviews that have none."""
    seconds = settings.brain.draft_seconds if settings.brain else SCRIPTED_DRAFT_SECONDS
    return Drafting(model, seconds)


def drafts_router(ground: Ground, settings: Settings, service: Drafting) -> APIRouter:
    """`POST /api/ai/drafts`."""
    documents = ConfinedDocuments(Limits(characters=settings.description_characters))
    return drafts.router(
        service,
        documents,
        settings,
        authenticated(ground.verifier, Principal.from_claims),
        ground.limiter,
        # A model may take a minute, and a draft changes nothing.
        idempotent_route(ground.db, ROLE, subject_of(ground.verifier), changes_nothing=True),
    )
