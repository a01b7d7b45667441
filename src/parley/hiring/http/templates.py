"""`/api/v1/templates`: the Templates and Questions API of interview-service.md."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.routing import APIRoute

from parley.contracts.identity import Principal
from parley.hiring.domain.template import TemplateStatus
from parley.hiring.http.fields import Text
from parley.hiring.http.template_bodies import (
    QuestionCreate,
    QuestionOut,
    QuestionUpdate,
    Reorder,
    TemplateCreate,
    TemplateOut,
    TemplateUpdate,
)
from parley.hiring.ports import Page
from parley.hiring.service.commands.questions import (
    AddQuestionCommand,
    QuestionCommands,
    RemoveQuestionCommand,
    ReorderQuestionsCommand,
    UpdateQuestionCommand,
)
from parley.hiring.service.commands.templates import (
    ArchiveTemplateCommand,
    CreateTemplateCommand,
    DeleteTemplateCommand,
    DuplicateTemplateCommand,
    PublishTemplateCommand,
    TemplateCommands,
    UpdateTemplateCommand,
)
from parley.hiring.service.queries import (
    GetTemplateQuery,
    GetTemplateQuestionsQuery,
    ListTemplatesQuery,
    Queries,
)
from parley.kit.web.paging import PageNumber, PageOf, PageSize

SEARCH_MAX = 200
Search = Annotated[Text | None, Query(max_length=SEARCH_MAX)]
Caller = Callable[[Request], Awaitable[Principal]]


def templates_router(
    commands: TemplateCommands, queries: Queries, caller: Caller, route_class: type[APIRoute]
) -> APIRouter:
    """Routes of templates themselves."""
    router = APIRouter(prefix="/api/v1/templates", tags=["templates"], route_class=route_class)
    who_calls = Depends(caller)

    @router.get("")
    async def list_templates(
        status: TemplateStatus | None = None,
        q: Search = None,
        page: PageNumber = 1,
        page_size: PageSize = 20,
        who: Principal = who_calls,
    ) -> PageOf[TemplateOut]:
        wanted = ListTemplatesQuery(who, Page(page, page_size), status, q)
        found, total = await queries.templates(wanted)
        items = [TemplateOut.of(view) for view in found]
        return PageOf(items=items, page=page, page_size=page_size, total=total)

    @router.post("", status_code=201)
    async def create_template(body: TemplateCreate, who: Principal = who_calls) -> TemplateOut:
        command = CreateTemplateCommand(
            who, body.title, body.description, body.settings.to_domain(), body.company_id
        )
        return TemplateOut.of(await commands.create(command))

    @router.get("/{template_id}")
    async def get_template(template_id: str, who: Principal = who_calls) -> TemplateOut:
        return TemplateOut.of(await queries.template(GetTemplateQuery(who, template_id)))

    @router.put("/{template_id}")
    async def update_template(
        template_id: str, body: TemplateUpdate, who: Principal = who_calls
    ) -> TemplateOut:
        command = UpdateTemplateCommand(who, template_id, body.changes())
        return TemplateOut.of(await commands.update(command))

    @router.delete("/{template_id}", status_code=204)
    async def delete_template(template_id: str, who: Principal = who_calls) -> None:
        await commands.delete(DeleteTemplateCommand(who, template_id))

    @router.post("/{template_id}/publish")
    async def publish_template(template_id: str, who: Principal = who_calls) -> TemplateOut:
        return TemplateOut.of(await commands.publish(PublishTemplateCommand(who, template_id)))

    @router.post("/{template_id}/archive")
    async def archive_template(template_id: str, who: Principal = who_calls) -> TemplateOut:
        return TemplateOut.of(await commands.archive(ArchiveTemplateCommand(who, template_id)))

    @router.post("/{template_id}/duplicate", status_code=201)
    async def duplicate_template(template_id: str, who: Principal = who_calls) -> TemplateOut:
        return TemplateOut.of(await commands.duplicate(DuplicateTemplateCommand(who, template_id)))

    return router


def questions_router(
    commands: QuestionCommands, queries: Queries, caller: Caller, route_class: type[APIRoute]
) -> APIRouter:
    """Routes of a template's questions."""
    router = APIRouter(
        prefix="/api/v1/templates/{template_id}/questions",
        tags=["questions"],
        route_class=route_class,
    )
    who_calls = Depends(caller)

    @router.get("")
    async def list_questions(template_id: str, who: Principal = who_calls) -> list[QuestionOut]:
        found = await queries.questions(GetTemplateQuestionsQuery(who, template_id))
        return [QuestionOut.model_validate(question) for question in found]

    @router.post("", status_code=201)
    async def add_question(
        template_id: str, body: QuestionCreate, who: Principal = who_calls
    ) -> QuestionOut:
        command = AddQuestionCommand(who, template_id, body.content(), body.order)
        return QuestionOut.model_validate(await commands.add(command))

    # Before the next: `reorder` is no question's id.
    @router.put("/reorder")
    async def reorder_questions(
        template_id: str, body: Reorder, who: Principal = who_calls
    ) -> list[QuestionOut]:
        command = ReorderQuestionsCommand(who, template_id, body.question_ids)
        return [QuestionOut.model_validate(q) for q in await commands.reorder(command)]

    @router.put("/{question_id}")
    async def update_question(
        template_id: str, question_id: str, body: QuestionUpdate, who: Principal = who_calls
    ) -> QuestionOut:
        command = UpdateQuestionCommand(who, template_id, question_id, body.content(), body.order)
        return QuestionOut.model_validate(await commands.update(command))

    @router.delete("/{question_id}", status_code=204)
    async def remove_question(
        template_id: str, question_id: str, who: Principal = who_calls
    ) -> None:
        await commands.remove(RemoveQuestionCommand(who, template_id, question_id))

    return router
