"""The website's channel: what the chat on a clinic's pages talks to, on Rasa's connector interface."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import Any

import pydantic
from rasa.core.channels.channel import UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, file, json

from bot import yamlfile
from bot.article import load_article
from bot.channels.guarded import Handler
from bot.channels.rest import RestChannel
from bot.channels.web_conversations import AgentsConversations, Conversations
from bot.channels.web_http import WebError, address_of, body_of, for_pages, message_of, waiting
from bot.channels.web_limits import Limit
from bot.channels.web_origins import load_origins
from bot.channels.web_reply import WebOutput, as_json
from bot.channels.web_store import WebStore
from bot.channels.web_tokens import Rated, TokenError, Tokens, load_secret
from bot.channels.web_turns import OtherWordsError, StartingError, Turns
from bot.deferrals import deferral, is_crisis
from bot.engine import ModelNotReadyError
from bot.gate import TOO_LONG
from bot.open_alarm import OpenAlarm
from bot.replies import Message, Reply
from bot.safety import Assessment, Urgency, assess
from bot.topics import load_topics

logger = logging.getLogger(__name__)

_HERE = Path(__file__).parent
_API = _HERE / "web_api.yml"
_WORDS = _HERE / "web_words.yml"
_STARTING = f"engine: {ModelNotReadyError.__name__}"
_SECONDS_UNTIL_STARTED = 5
_SECONDS_TO_LOOK_UP = 2
_SECRET, _DATABASE = "web.key", "web.db"


class Options(pydantic.BaseModel):
    """What `credentials.yml` may say of the channel."""

    project: Path = Path()
    folder: Path = Path("var")
    origins: list[str] = []
    trusted_proxies: int = pydantic.Field(0, ge=0, le=10)
    session_hours: float = pydantic.Field(24 * 7, gt=0, le=24 * 90)
    messages_a_minute: int = pydantic.Field(20, ge=1)
    messages_a_minute_and_address: int = pydantic.Field(240, ge=1)

    class Config:
        """An unknown key is an error, not a silent wish."""

        extra = "forbid"


class _Words(pydantic.BaseModel):
    too_fast: str


class WebChannel(RestChannel):
    """Signed sessions, messages answered once each, erasure and ratings; the JSON is described in `web_api.yml`.

    Whoever has a session's token, and nobody else, can carry on its conversation or delete it.
    """

    def __init__(self, options: Options) -> None:
        super().__init__(options.project)
        self._options = options
        self._origins = load_origins(options.origins)
        self._article = load_article(options.project)
        self._topics = load_topics(options.project)
        self._too_fast = yamlfile.load(_WORDS, _Words).too_fast.format(**self._settings.placeholders())
        self._folder = options.project / options.folder
        self._conversations: Conversations | None = None
        self._turns = Turns()
        each, all_of_them = options.messages_a_minute, options.messages_a_minute_and_address
        self._by_session = Limit(max(10, each // 2), each)
        self._by_address = Limit(max(20, all_of_them // 2), all_of_them)
        self._flood = Limit(10 * all_of_them, 10 * all_of_them)
        self._tokens: Tokens
        self._store: WebStore

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its part of the address."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebChannel:
        """Create the channel as `Options` says.

        Raises:
            bot.yamlfile.DataError: an option is not valid; the message names it.
            bot.channels.web_origins.OriginError: an origin is not valid.
        """
        try:
            return cls(Options.parse_obj(credentials or {}))
        except pydantic.ValidationError as error:
            problems = (
                f"credentials.yml: {'.'.join(map(str, each['loc']))}: {each['msg']}"
                for each in error.errors()
            )
            raise yamlfile.DataError("\n".join(problems)) from None

    def keep_in(self, folder: Path, conversations: Conversations) -> None:
        """Name the folder of the channel's key and database, and who keeps the conversations (before `blueprint`)."""
        self._folder = folder
        self._conversations = conversations

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """See Rasa's `InputChannel.blueprint`.

        Raises:
            bot.channels.web_tokens.SecretError: there is no usable secret to sign tokens with.
        """
        self._tokens = Tokens(load_secret(self._folder / _SECRET), hours=self._options.session_hours)
        self._store = WebStore(self._folder / _DATABASE)
        api = Blueprint("web_channel", __name__.replace(".", "_"))
        page = for_pages(self._origins)

        async def receive(request: Request) -> HTTPResponse:
            return await self._receive(request, on_new_message)

        routes = {
            "/": ("GET", self._is_up),
            "/settings": ("GET", self._tell_settings),
            "/sessions": ("POST", self._begin),
            "/webhook": ("POST", receive),
            "/conversation": ("DELETE", self._forget),
            "/ratings": ("POST", self._rate),
            "/openapi.yml": ("GET", self._tell_api),
        }
        for number, (path, (method, handler)) in enumerate(routes.items()):
            api.add_route(page(handler), path, methods=[method, "OPTIONS"], name=f"web_{number}")
        return api

    async def _is_up(self, _: Request) -> HTTPResponse:
        return json({"status": "ok"})

    async def _tell_api(self, _: Request) -> HTTPResponse:
        return await file(str(_API), mime_type="application/yaml")

    async def _tell_settings(self, _: Request) -> HTTPResponse:
        clinic = self._settings
        content = {
            "name": clinic.name,
            "phone": clinic.phone,
            "email": clinic.email,
            "opening_hours": clinic.opening_hours,
            "emergency_number": clinic.emergency_number,
            "urgent_care_line": clinic.urgent_care_line,
            "crisis_line": clinic.crisis_line,
            "retention_days": clinic.retention_days,
            "longest_message": TOO_LONG,
            "article": self._article.title,
            "starters": [topic.title for topic in self._topics.topics if topic.asked_often],
        }
        return json(content, headers={"Cache-Control": "max-age=300"})

    async def _begin(self, request: Request) -> HTTPResponse:
        self._refuse_floods(request)
        token, expires = self._tokens.new_session()
        return json({"token": token, "expires": expires}, 201)

    async def _receive(self, request: Request, on_new_message: Handler) -> HTTPResponse:
        session = self._session(request)
        message, text = message_of(body_of(request))
        address = address_of(request, self._options.trusted_proxies)
        if self._flood.take(address):
            raise WebError(429, self._too_fast, wait=60)
        known = self._turns.knows(session, message)
        conversations = self._kept(request)
        if wait := max(self._by_address.take(address), 0 if known else self._by_session.take(session)):
            answer = await self._answer_too_fast(message, session, text, conversations)
            return json(answer, 429, waiting(wait))

        async def turn() -> dict[str, Any]:
            said = UserMessage(text, WebOutput(), session, input_channel=self.name())
            return await self._turn(message, said, on_new_message, conversations)

        try:
            return json(await self._turns.answer(session, message, text, turn))
        except StartingError as starting:
            return json(starting.answer, 503, waiting(_SECONDS_UNTIL_STARTED))
        except OtherWordsError:
            raise WebError(
                409, "this id came before with other words; give each message an id of its own"
            ) from None

    async def _turn(
        self, message: str, said: UserMessage, on_new_message: Handler, conversations: Conversations
    ) -> dict[str, Any]:
        assessment = _assess(said.text)
        try:
            await on_new_message(said)
            reply = said.output_channel.taken(assessment)
        except Exception as error:
            logger.error("A message could not be answered: %s", type(error).__name__)
            reply = Reply((), assessment, assessment.urgency)
        if not reply.messages:
            reply = self._without_rasa(self._responses.text("utter_unsupported"), assessment)
        alarm = await _open_alarm(conversations, said.sender_id, reply)
        answer = as_json(reply, self._article, message=message, alarm=alarm)
        if reply.sources:
            rated = Rated(said.sender_id, message, reply.topic, reply.aspect)
            answer["rating"] = self._tokens.for_rating(rated)
        if _STARTING in reply.faults:
            raise StartingError(answer)
        return answer

    def _without_rasa(self, words: str, assessment: Assessment) -> Reply:
        """Return a reply of fixed words, behind the deferral where the message reports something serious."""
        messages: tuple[Message, ...] = (Message(words),)
        if assessment.urgency.is_alarm:
            first = deferral(assessment.urgency, assessment, self._settings)
            messages = (Message(first, deferral=assessment.urgency), *messages)
        return Reply(messages, assessment, assessment.urgency)

    async def _answer_too_fast(
        self, message: str, session: str, text: str, conversations: Conversations
    ) -> dict[str, Any]:
        reply = self._without_rasa(self._too_fast, _assess(text))
        alarm = await _open_alarm(conversations, session, reply)
        return as_json(reply, self._article, message=message, alarm=alarm)

    async def _forget(self, request: Request) -> HTTPResponse:
        session = self._session(request, to_delete=True)
        self._refuse_floods(request)
        # First of all no more is taken: a message that comes while this deletes must not be kept after it.
        await asyncio.to_thread(self._store.end, session, time.time() + self._tokens.seconds)
        await self._turns.forget(session)
        try:
            await self._kept(request).forget(session)
        except Exception as error:
            logger.error("A conversation could not be deleted: %s", type(error).__name__)
            await asyncio.to_thread(self._store.carry_on, session)
            raise WebError(503, self._responses.text("utter_unsupported")) from None
        return json({"deleted": True})

    async def _rate(self, request: Request) -> HTTPResponse:
        session = self._session(request)
        self._refuse_floods(request)
        body = body_of(request)
        helpful, token = body.get("helpful"), body.get("rating")
        if not isinstance(helpful, bool) or not isinstance(token, str):
            raise WebError(400, 'send "rating", as it came with the answer, and "helpful", true or false')
        try:
            rated = self._tokens.rated(token)
        except TokenError:
            raise WebError(400, '"rating" is not as it came with an answer') from None
        if rated.session != session:
            raise WebError(403, "this answer belongs to another conversation")
        await asyncio.to_thread(self._store.rate, rated, helpful)
        return json({"kept": True})

    def _session(self, request: Request, *, to_delete: bool = False) -> str:
        """Return the session that the request's token is for; to delete it, one that has expired or ended will do."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            is_bearer = scheme.lower() == "bearer"
            session = self._tokens.session(token.strip(), even_expired=to_delete) if is_bearer else ""
        except TokenError:
            session = ""
        if not session or (self._store.has_ended(session) and not to_delete):
            raise WebError(
                401, "no valid session: begin one with POST sessions, and send its token as Bearer"
            )
        return session

    def _refuse_floods(self, request: Request) -> None:
        if wait := self._by_address.take(address_of(request, self._options.trusted_proxies)):
            raise WebError(429, self._too_fast, wait=wait)

    def _kept(self, request: Request) -> Conversations:
        return self._conversations or AgentsConversations(request.app.ctx.agent)


def _assess(text: str) -> Assessment:
    try:
        return assess(text)
    except Exception as error:
        logger.error("The safety rules failed on a message: %s", type(error).__name__)
        return Assessment(Urgency.URGENT)


async def _open_alarm(conversations: Conversations, session: str, reply: Reply) -> OpenAlarm | None:
    """Return the alarm that is open after the reply, its own noted; `None` where that cannot be told.

    Where it cannot be told an emergency is one all the same; an urgent alarm might stand in the place of a higher one.
    """
    raised = OpenAlarm()
    if reply.urgency.is_alarm:
        raised = OpenAlarm(reply.urgency, is_crisis(reply.urgency, reply.assessment, reply.topic))
    try:
        return await asyncio.wait_for(conversations.note_alarm(session, raised), _SECONDS_TO_LOOK_UP)
    except Exception as error:
        logger.error("No alarm could be looked up: %s", type(error).__name__)
        return raised if raised.urgency is Urgency.EMERGENCY else None
