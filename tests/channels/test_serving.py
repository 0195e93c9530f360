"""The server's own order: what comes while the model loads is answered by the model, once it is there."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aiohttp
from in_process import listening
from rows_telegram import Telegram

from bot.channels.known import path_of
from bot.server import create_app
from bot.service import put_together

EMERGENCY = "my throat is closing up and I can't breathe"
QUESTION = "how likely is an infection?"


async def test_while_the_model_loads_an_alarm_is_answered_at_once_and_a_question_by_the_model(
    trained_project: Path, tmp_path: Path
) -> None:
    row = Telegram()
    platform = row.fake()
    await platform.start()
    credentials = tmp_path / "credentials.yml"
    credentials.write_text(json.dumps({path_of(row.channel): row.credentials(platform.url)}))
    app = create_app(put_together(trained_project), credentials, tmp_path)
    server, port = await listening(app)
    await server.before_start()
    await server.after_start()
    url = f"http://127.0.0.1:{port}/webhooks/telegram/webhook"
    async with aiohttp.ClientSession() as session:
        for request in (row.text(QUESTION), row.text(EMERGENCY, id_="2", person=row.other_person)):
            async with session.post(url, data=request.body, headers=request.headers) as response:
                assert response.status == 200
    sent = []
    for _ in range(1_200):
        sent = [said for recorded in platform.received if (said := row.sent(recorded))]
        if any(said.to == row.person for said in sent):
            break
        await asyncio.sleep(0.1)
    await server.before_stop()
    server.close()
    await server.wait_closed()
    await platform.stop()
    await server.after_stop()
    assert sent[0].text.startswith("Call 999 now.")
    assert sent[0].to == row.other_person
    (answer,) = [said for said in sent if said.to == row.person]
    assert "In the article: Infection Risk." in answer.text
