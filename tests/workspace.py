"""People at work in the Room, over real HTTP and a real websocket, in the words of a story.

`workspace.person("U0KABIR").types("/incident status", in_="C0DESK")`. Knows nothing of the bot.
"""

import contextlib
import http.client
import json
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.screen import Form, Said, elements, label, state_of

T = TypeVar("T")
Json = dict[str, Any]
PAUSE = threading.Event()
# What does not come soon is asked for less often: asking is work for the product, too.
TICK_SECONDS, LONGEST_TICK_SECONDS = 0.02, 0.2
# Patience is meant for a usual machine; a busy or slow one may take so many times as long.
SLOWEST = 3.0
# What is answered in time when the answer itself is not, and when a window was not.
FOLLOWS, AGAIN = "the answer follows here.", "The window did not open"


def eventually(check: Callable[[], T], *, within: float = 20.0) -> T:
    """Return what *check* returns once it is true; fail when it is not true *within* seconds.

    The seconds are those of a usual machine. An AssertionError, IndexError, KeyError or LookupError
    of the check counts as not yet.
    """
    deadline, pause = time.monotonic() + within * SLOWEST, TICK_SECONDS
    while True:
        last: Exception | None = None
        try:
            found = check()
        except (AssertionError, LookupError, StopIteration) as error:
            last = error
        else:
            if found:
                return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within * SLOWEST} s") from last
        PAUSE.wait(pause)
        pause = min(pause * 1.3, LONGEST_TICK_SECONDS)


class RefusalError(AssertionError):
    """The page would have shown an error; `code` names it."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.code = str(body.get("error", ""))


def log_in(base_url: str, name: str, passcode: str) -> tuple[int, Json, dict[str, str]]:
    """Try to log in; return status, body and lower-case headers."""
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=30 * SLOWEST)
    body = json.dumps({"name": name, "passcode": passcode})
    try:
        connection.request("POST", "/room/api/login", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        found: Json = json.loads(answer.read())
        headers = {key.lower(): value for key, value in answer.getheaders()}
    finally:
        connection.close()
    return answer.status, found, headers


class Person:
    """One member at the page."""

    def __init__(self, base_url: str, user_id: str, headers: dict[str, str] | None = None) -> None:
        self.id = user_id
        self._address = urlsplit(base_url)
        self._headers = headers or {}
        self.events: list[Json] = []
        # What was done last, and how many windows had come too late before it.
        self._press: Callable[[], Any] = dict
        self._too_late = 0
        self._socket: ClientConnection | None = None
        self._open = threading.Event()
        self._reader = threading.Thread(target=self._read, name=f"live-{user_id}", daemon=True)
        self._reader.start()
        assert self._open.wait(20 * SLOWEST), "the page's live feed did not open"

    def _read(self) -> None:
        address = f"ws://{self._address.netloc}/room/live?as={self.id}"
        with connect(
            address, max_size=None, proxy=None, additional_headers=self._headers
        ) as socket:
            self._socket = socket
            self._open.set()
            # However the server goes, the page just has nothing more to show.
            with contextlib.suppress(ConnectionClosed):
                for frame in socket:
                    self.events.append(json.loads(frame))

    def leave_page(self) -> None:
        """Close the page."""
        if self._socket is not None:
            self._socket.close()
        self._reader.join(5)

    def call(self, method: str, path: str, body: Json | None = None) -> Json:
        """Call the page's API; raise RefusalError for an error."""
        data = json.dumps(body) if body is not None else None
        return self._asked(method, path, data, "application/json")

    def sends_form(self, path: str, data: bytes, kind: str) -> Json:
        """POST a form of a browser, such as one with a file; raise RefusalError for an error."""
        return self._asked("POST", path, data, kind)

    def uploads(self, name: str, data: bytes) -> str:
        """Give the page a file for a window, as a browser does; return its id."""
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        body = head.encode() + b"Content-Type: text/plain\r\n\r\n" + data + b"\r\n--x--\r\n"
        file = self.sends_form("upload", body, "multipart/form-data; boundary=x")
        return str(file["files"][0]["id"])

    def _asked(self, method: str, path: str, data: bytes | str | None, kind: str) -> Json:
        connection = http.client.HTTPConnection(self._address.netloc, timeout=30 * SLOWEST)
        headers = {"X-Room-User": self.id, "Content-Type": kind, **self._headers}
        try:
            connection.request(method, f"/room/api/{path}", data, headers)
            answer = connection.getresponse()
            found: Json = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status >= http.client.BAD_REQUEST:
            raise RefusalError(answer.status, found)
        return found

    def post(self, path: str, **body: Any) -> Json:
        """POST to the page's API."""
        return self.call("POST", path, body)

    def get(self, path: str, **query: Any) -> Json:
        """GET from the page's API."""
        return self.call("GET", f"{path}?{urlencode(query, quote_via=quote)}")

    def types(self, text: str, *, in_: str = "C0DESK", thread: str | None = None) -> "Typed":
        """Send *text*, a message or a command, and return what came of it."""
        before = len(self.events)
        answer = self._opens("send", channel=self.find(in_), text=text, thread_ts=thread)
        return Typed(self, before, answer)

    def find(self, channel: str) -> str:
        """Return the id of a channel given by id or by `#name`."""
        if not channel.startswith("#"):
            return channel
        rows = self.get("boot")["channels"]
        return next(str(row["id"]) for row in rows if row["name"] == channel[1:])

    @property
    def whispers(self) -> list[Said]:
        """Return what only this person sees, as it stands now, oldest first."""
        found: dict[str, Said] = {}
        for event in list(self.events):
            if event["type"] in {"ephemeral", "ephemeral_changed"}:
                found[event["message"]["ts"]] = Said(event["message"])
            elif event["type"] == "ephemeral_deleted":
                found.pop(event["message"]["ts"], None)
        return list(found.values())

    @property
    def forms(self) -> list[Form]:
        """Return the open modals, bottom first."""
        stack: dict[str, Form] = {}
        for event in list(self.events):
            if event["type"] == "view_open":
                stack = {event["view"]["id"]: Form(event["view"])}
            elif event["type"] in {"view_push", "view_update"}:
                stack[event["view"]["id"]] = Form(event["view"])
            elif event["type"] == "view_close":
                stack.pop(event["view_id"], None)
        return list(stack.values())

    def form(self, title: str = "", *, within: float = 20.0) -> Form:
        """Return the top modal, waiting for one whose title has *title* in it.

        Whoever is told that it could not be opened in time presses again, as people do.
        """

        def top() -> Form:
            if self.windows_too_late > self._too_late:
                self._too_late = self.windows_too_late
                self._press()
            return next(one for one in self.forms[-1:] if title in one.title)

        return eventually(top, within=within)

    @property
    def windows_too_late(self) -> int:
        """Return how often this person was told so, in place or alone."""
        return len([one for one in self.told() if AGAIN in one.text])

    def told(self, since: int = 0) -> list[Said]:
        """Return the messages that came, for all or for them alone, after so many events."""
        later = list(self.events)[since:]
        return [Said(one["message"]) for one in later if one["type"] in {"ephemeral", "message"}]

    def _opens(self, path: str, **body: Any) -> Json:
        """Do what may open a window, so that it can be done again."""
        self._too_late, self._press = self.windows_too_late, lambda: self.post(path, **body)
        return self.post(path, **body)

    def home(self) -> Form | None:
        """Open the Home tab and return what it shows now."""
        view = self.post("home")["view"]
        return Form(view) if view else None

    @property
    def home_shown(self) -> Form:
        """Return the Home tab as last published while this page was open."""
        return Form([event["view"] for event in list(self.events) if event["type"] == "home"][-1])

    def clicks(self, button: str, *, on: Said | Form, choose: Any = None) -> Json:
        """Click the element with that label or action id, or *choose* something in it."""
        for block, element in elements(on.fields.get("blocks", [])):
            if button in {label(element), element["action_id"]}:
                return self._act(on, block, element, choose)
        raise LookupError(f"no “{button}” among {on.buttons}")

    def chooses(self, element: str, choice: Any, *, on: Said | Form) -> Json:
        """Choose an option (by its text or value), a user, a date… in an element."""
        return self.clicks(element, on=on, choose=choice)

    def _act(self, on: Said | Form, block: Json, element: Json, choice: Any) -> Json:
        body: Json = {
            "block_id": block["block_id"],
            "action_id": element["action_id"],
            "type": element["type"],
            "value": element.get("value"),
        }
        if choice is not None:
            body["selected"] = state_of(element, choice)
        if isinstance(on, Form):
            return self._opens("action", view_id=on.id, **body)
        return self._opens(
            "action", channel=on.channel, message_ts=on.ts, ephemeral=on.fields["ephemeral"], **body
        )

    def submits(self, form: Form, answers: Json | None = None) -> Json:
        """Submit *form* with *answers* by label, block id or action id; the rest as it stands."""
        left, values = dict(answers or {}), {}
        for block, element in elements(form.fields["blocks"]):
            if block["type"] != "input":
                continue
            for name in (block["label"]["text"], block["block_id"], element["action_id"]):
                if name in left:
                    state = {"type": element["type"], **state_of(element, left.pop(name))}
                    values[block["block_id"]] = {element["action_id"]: state}
        assert not left, f"{list(left)} not among {form.labels}"
        return self.post("view/submit", view_id=form.id, values=values)

    def closes(self, form: Form) -> Json:
        """Close a modal without submitting it."""
        return self.post("view/close", view_id=form.id)

    def reacts(self, name: str, *, on: Said, add: bool = True) -> Json:
        """React to a message."""
        return self.post("react", channel=on.channel, ts=on.ts, name=name, add=add)

    def shortcut(self, callback_id: str, *, on: Said | None = None) -> Json:
        """Use a shortcut, global or on a message."""
        where = {"channel": on.channel, "message_ts": on.ts} if on else {}
        return self._opens("shortcut", callback_id=callback_id, **where)


@dataclass(frozen=True, slots=True)
class Typed:
    """What came of something typed."""

    person: Person
    before: int
    answer: Json

    @property
    def ok(self) -> bool:
        """Tell whether it was taken."""
        return bool(self.answer["ok"])

    @property
    def restored(self) -> str:
        """Return what the composer got back, empty when nothing."""
        return str(self.answer.get("restore") or "")

    @property
    def ts(self) -> str:
        """Return the timestamp of the message that it became."""
        return str(self.answer["ts"])

    def reply(self, *, within: float = 20.0) -> Said:
        """Return the answer to it: the one in the ack, or the first that came by itself after.

        A machine that is too busy for either says that the answer follows, and then it is that.
        """
        answer = self.first(within=within)
        if not answer.text.endswith(FOLLOWS):
            return answer
        return eventually(
            lambda: next(
                one for one in self._told() if one.own and float(one.ts) > float(answer.ts)
            ),
            within=within,
        )

    def first(self, *, within: float = 20.0) -> Said:
        """Return what was said first, be it only that the answer follows."""
        wanted = self.answer.get("reply_ts")
        return eventually(
            lambda: next(one for one in self._told() if (one.ts == wanted if wanted else one.own)),
            within=within,
        )

    def _told(self) -> list[Said]:
        return self.person.told(since=self.before)


class Place:
    """A channel as one of its members sees it."""

    def __init__(self, person: Person, name: str) -> None:
        self._person = person
        self.id = person.find(name)

    @property
    def fields(self) -> Json:
        """Return the channel as the page gets it."""
        rows = self._person.get("boot")["channels"]
        return next(row for row in rows if row["id"] == self.id)

    @property
    def messages(self) -> list[Said]:
        """Return the latest messages, oldest first."""
        rows = self._person.get("history", channel=self.id, limit=200)["messages"]
        return [Said(row) for row in rows]

    @property
    def pins(self) -> list[Said]:
        """Return what is pinned."""
        return [Said(row) for row in self._person.get("pins", channel=self.id)["messages"]]

    @property
    def bookmarks(self) -> list[Json]:
        """Return the bookmarks."""
        found: list[Json] = self._person.get("bookmarks", channel=self.id)["bookmarks"]
        return found

    def thread(self, parent: Said | str) -> list[Said]:
        """Return a thread: its parent, then the replies."""
        ts = parent if isinstance(parent, str) else parent.ts
        rows = self._person.get("thread", channel=self.id, ts=ts)["messages"]
        return [Said(row) for row in rows]

    def message(self, words: str, *, within: float = 20.0) -> Said:
        """Return the latest message that says *words*, waiting for it."""
        return eventually(
            lambda: [one for one in self.messages if words in one.words][-1], within=within
        )


class Workspace:
    """The Room as people have it before them."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._people: dict[str, Person] = {}

    def person(self, user_id: str) -> Person:
        """Return the person, whose page is open from the first time on."""
        if user_id not in self._people:
            self._people[user_id] = Person(self.base_url, user_id)
        return self._people[user_id]

    def log_in(self, name: str, passcode: str) -> Person:
        """Log a user in and open their page; raise RefusalError when the Room does not let them."""
        status, body, headers = log_in(self.base_url, name, passcode)
        if status != http.client.OK:
            raise RefusalError(status, body)
        cookie = headers["set-cookie"].partition(";")[0]
        given = {"Cookie": cookie, "X-Room-Proof": str(body["login"]["proof"])}
        person = Person(self.base_url, str(body["me"]), given)
        self._people[person.id] = person
        return person

    def channel(self, name: str, *, seen_by: str = "U0KABIR") -> Place:
        """Return a channel by `#name` or id, waiting until that person sees it."""
        person = self.person(seen_by)
        return eventually(lambda: Place(person, name))

    def read(self, url: str) -> bytes:
        """Return what stands at an address that a page was given."""
        address = self.base_url + url
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - loopback.
            return bytes(answer.read())

    def close(self) -> None:
        """Close every page."""
        for person in self._people.values():
            person.leave_page()
        self._people.clear()
