"""Ways to a review that many tests begin with: an interview that is done, heard and scored."""

from dataclasses import asdict, dataclass
from typing import Any

from parley.contracts import scoring, speech
from parley.contracts.hiring import InvitationCompleted
from parley.contracts.identity import Principal, Role
from parley.contracts.scoring import EvidenceScore, ScoreStatus
from parley.kit.ids import new_id
from parley.kit.messages import Message
from tests.hiring.conftest import Caller, House
from tests.hiring.interviews import TEXT, VIDEO, Interview, record

COMPANY = new_id()
ASKED = (
    VIDEO | {"keyPoints": ["Names the clients", "Explains a trade-off"]},
    VIDEO | {"isRequired": False},
    TEXT,
)


@dataclass
class Done:
    """A completed interview of a company's template, its people, and its first answer."""

    house: House
    found: Interview
    owner: Caller
    colleague: Caller
    admin: Caller
    url: str
    response_id: str

    @property
    def id(self) -> str:
        return self.found.id

    @property
    def path(self) -> str:
        return self.found.path

    @property
    def question_id(self) -> str:
        return str(self.found.questions[0]["id"])

    async def review(self, caller: Caller | None = None) -> Any:
        return await (caller or self.owner).ok("GET", f"{self.path}/review")

    async def heard(self, *texts: str) -> None:
        """Speech has transcribed the answer."""
        self.house.speech.ready(self.url, *texts)
        ready = speech.TranscriptReady(self.url, self.id, self.question_id, "full")
        await self.deliver(speech.TOPIC, ready)

    async def score(self, overall: float | None = 72.5, **more: Any) -> EvidenceScore:
        """Scoring has scored what it was handed last."""
        made = self.house.scoring.score(self.id, overall, **more)
        await self.deliver(
            scoring.TOPIC,
            scoring.EvidenceScored(
                self.id, made.number, made.status.value, made.reason, "offline", "1.0"
            ),
        )
        return made

    async def withhold(self, reason: str = "demo_quality") -> EvidenceScore:
        return await self.score(None, status=ScoreStatus.WITHHELD, reason=reason)

    async def deliver(self, topic: str, body: Any) -> None:
        await deliver(self.house, self.id, topic, body)


async def deliver(house: House, key: str, topic: str, body: Any) -> None:
    """Bring hiring a message as the bus would."""
    message = Message(new_id(), topic, body.TYPE, key, house.clock.now(), asdict(body))
    handlers = [
        subscription.types[body.TYPE]
        for subscription in house.part.subscriptions
        if subscription.topic == topic and body.TYPE in subscription.types
    ]
    assert handlers, body.TYPE
    for handle in handlers:
        await handle(message)


async def invited(
    house: House, owner: Caller, *questions: dict[str, Any], **body: Any
) -> Interview:
    """A candidate of a template shared with the owner's company, who has agreed and started."""
    made = await owner.ok(
        "POST", "/templates", {"title": "Backend", "companyId": owner.who.company_id}
    )
    for question in questions or ASKED:
        await owner.ok("POST", f"/templates/{made['id']}/questions", question)
    await owner.ok("POST", f"/templates/{made['id']}/publish")
    return await started(house, owner, str(made["id"]), **body)


async def started(house: House, owner: Caller, template_id: str, **body: Any) -> Interview:
    """Another candidate of a template, who has agreed and started."""
    wanted = {"candidateEmail": "ana@example.com", "candidateName": "Ana Lima"} | body
    sent = await owner.ok("POST", "/invitations", {"templateId": template_id} | wanted)
    guest = Caller(house, Principal(sent["candidateId"], Role.CANDIDATE, invitation_id=sent["id"]))
    path = f"/invitations/{sent['id']}"
    version = (await guest.ok("GET", path))["consent"]["version"]
    await guest.ok("POST", f"{path}/consent", {"version": version, "accepted": True})
    await guest.ok("POST", f"{path}/start")
    questions = await owner.ok("GET", f"/templates/{template_id}/questions")
    token = sent["link"].rsplit("/", 1)[1]
    return Interview(owner, guest, sent["id"], token, questions, template_id)


async def done(house: House, *, complete: bool = True) -> Done:
    """The first question is answered by video, the text one in writing; the second is left."""
    owner = house.person(Role.HR, COMPANY)
    found = await invited(house, owner)
    url = await record(found, found.questions[0]["id"])
    answers = f"{found.path}/responses"
    video = {"questionId": found.questions[0]["id"], "type": "video", "mediaUrl": url}
    response = await found.guest.ok("POST", answers, video)
    text = {"questionId": found.questions[2]["id"], "type": "text", "content": "Twice is once."}
    await found.guest.ok("POST", answers, text)
    scene = Done(
        house,
        found,
        owner,
        house.person(Role.INTERVIEWER, COMPANY),
        house.person(Role.ADMIN),
        url,
        response["id"],
    )
    if complete:
        await found.guest.ok("POST", f"{found.path}/complete")
        completed = InvitationCompleted(found.id, found.template_id, "", "", 2, 60, "")
        await scene.deliver("interview-events", completed)
    return scene


async def scored(house: House, overall: float | None = 72.5) -> Done:
    """The whole way."""
    scene = await done(house)
    await scene.heard("We had one service", "and then two")
    await scene.score(overall)
    return scene


async def actions(scene: Done) -> list[tuple[str, str | None]]:
    """The audit log of the interview, oldest first: what was done and by whom."""
    page = await scene.owner.ok("GET", f"{scene.path}/audit?pageSize=100")
    return [(entry["action"], entry["actorId"]) for entry in reversed(page["items"])]
