"""A page for hands: every chat with what was said, buttons to press, a line to speak as somebody; and the same as JSON."""

from __future__ import annotations

from html import escape
from typing import Any

from aiohttp import web

from tests.standins.telegram.cloud import Cloud, Group, Person, text_of
from tests.standins.telegram.world import Chat

STYLE = """body{font:15px/1.5 system-ui,sans-serif;margin:1.5rem;display:grid;gap:1.5rem;grid-template-columns:repeat(auto-fill,minmax(22rem,1fr))}
section{border:1px solid #ccc;border-radius:8px;padding:1rem}h2{font-size:1rem;margin:0 0 .5rem}p{margin:.25rem 0;white-space:pre-wrap}
form{display:inline}button{margin:.1rem}.toast{color:#667}"""


def add_routes(app: web.Application, cloud: Cloud) -> None:
    """`GET /` the page; `POST /do/<verb>` (form or JSON) for says, presses, starts, joins, leaves, blocks, fails."""

    async def show(request: web.Request) -> web.Response:
        with cloud.changed:
            body = "".join(_chat(cloud, chat) for chat in cloud.world.chats.values())
        return web.Response(
            text=f"<!doctype html><meta charset=utf-8><title>Telegram</title><style>{STYLE}</style>{body}",
            content_type="text/html",
        )

    async def do(request: web.Request) -> web.StreamResponse:
        by_form = request.content_type != "application/json"
        asked: dict[str, Any] = dict(await request.post()) if by_form else await request.json()
        _act(cloud, request.match_info["verb"], asked)
        if by_form:
            raise web.HTTPSeeOther("/")
        return web.json_response({"ok": True})

    app.router.add_get("/", show)
    app.router.add_post("/do/{verb}", do)


def _act(cloud: Cloud, verb: str, asked: dict[str, Any]) -> None:
    if verb == "fails":
        cloud.fail(**asked)
        return
    person = Person(cloud, cloud.world.people[int(asked["person"])])
    chat = cloud.world.chats.get(int(asked.get("chat") or 0))
    group = Group(cloud, chat) if chat and chat.is_group else None
    match verb:
        case "says":
            person.says(asked["words"], group)
        case "presses" if chat:
            person.presses(chat.messages[int(asked["message"])], data=asked["data"])
        case "starts":
            person.starts(asked.get("payload", ""))
        case "joins" if group:
            person.joins(group)
        case "leaves" if group:
            person.leaves(group)
        case "blocks":
            person.blocks()


def _chat(cloud: Cloud, chat: Chat) -> str:
    people = [chat.user] if chat.user else [member.user for member in chat.members.values() if not member.user.is_bot]
    choice = "".join(f"<option value={person.id}>{escape(person.first_name)}</option>" for person in people)
    said = "".join(_message(chat, message, choice) for message in list(chat.messages.values())[-30:])
    toasts = "".join(
        f"<p class=toast>{escape(press.user.first_name)} ← {escape(press.toast)}</p>"
        for press in cloud.world.presses.values()
        if press.chat == chat.id and press.toast
    )
    start = (
        f"<form method=post action=/do/starts><input type=hidden name=person value={chat.user.id}><button>Start</button></form>"
        if chat.user
        else ""
    )
    return (
        f"<section><h2>{escape(chat.title or (chat.user.first_name if chat.user else ''))} <small>{chat.id}</small></h2>{said}{toasts}{start}"
        f"<form method=post action=/do/says><input type=hidden name=chat value={chat.id}><select name=person>{choice}</select>"
        f"<input name=words><button>→</button></form></section>"
    )


def _message(chat: Chat, message: dict[str, Any], choice: str) -> str:
    who = message.get("from", {}).get("first_name", "")
    media = "🖼 " if "photo" in message else f"📎 {message['document']['file_name']} " if "document" in message else ""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = "".join("<br>" + "".join(_button(chat, message, button, choice) for button in row) for row in rows)
    return f"<p><b>{escape(who)}</b> {media}{escape(text_of(message))}{buttons}</p>"


def _button(chat: Chat, message: dict[str, Any], button: dict[str, Any], choice: str) -> str:
    return (
        f"<form method=post action=/do/presses><input type=hidden name=chat value={chat.id}>"
        f"<input type=hidden name=message value={message['message_id']}><input type=hidden name=data value='{escape(button['callback_data'])}'>"
        f"<select name=person>{choice}</select><button>{escape(button['text'])}</button></form>"
    )
