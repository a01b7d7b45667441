from io import BytesIO

import av

from tests.media.conftest import House, Tus, sha256
from tests.media.recordings import webm


async def test_a_recording_is_uploaded_submitted_and_played_back(house: House) -> None:
    take = await house.take()
    first, second = webm(1.5), webm(1.0, shade=90)
    async with house.client().http as http:
        tus = Tus(http)
        url = await tus.upload(take.take_id, first, 0)
        state = (await http.get(url)).json()
        assert state["sha256"] == sha256(first)
        assert state["complete"] is True
        assert state["mediaUrl"] == take.media_url
        await tus.upload(take.take_id, second, 1)
        seconds = await house.media.submit_take(take.media_url, house.evidence_id, "q1")
        assert abs(seconds - 2.5) < 0.1
        assert await house.work() == 1
        playback = await house.media.playback(take.media_url)
        assert playback.status == "ready"
        assert playback.playback_url is not None
        whole = await http.get(playback.playback_url)
        assert whole.status_code == 200, whole.text
        with av.open(BytesIO(whole.content)) as played:
            assert played.duration is not None
            assert abs(played.duration / 1e6 - 2.5) < 0.1
        assert len(playback.gaps) == 1
