"""The whole context, from the first question to the last answer."""

from tests.hiring.conftest import House
from tests.hiring.interviews import interview, record


async def test_a_candidate_goes_the_whole_way(house: House) -> None:
    found = await interview(house)
    video, text, choice = found.questions
    url = await record(found, video["id"])
    for body in (
        {"questionId": video["id"], "type": "video", "mediaUrl": url},
        {"questionId": text["id"], "type": "text", "content": "Twice is once."},
        {"questionId": choice["id"], "type": "choice", "content": '["sqs", "RabbitMQ"]'},
    ):
        await found.guest.ok("POST", f"{found.path}/responses", body)
    done = await found.guest.ok("POST", f"{found.path}/complete")
    assert (done["status"], done["answeredCount"], done["questionsCount"]) == ("completed", 3, 3)
    seen = await found.hr.ok("GET", found.path)
    assert {response["content"] or response["mediaUrl"] for response in seen["responses"]} == {
        url,
        "Twice is once.",
        '["sqs", "RabbitMQ"]',
    }
