"""A notifier whose ledger is filled by the test: any message, to anybody, by any channel."""

import hashlib
import pathlib
import sqlite3
import time
from types import SimpleNamespace

from harness import SOURCE, wait_for
from notifier_test import Notifier

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cf500f00038101801e4d3f1c0000000049454e44ae426082")
# Nothing of these is ever due.
DIGESTS = '''digests = ( { name = "tuan"; starts = "2099-01-01T07:00"; schedule = "FREQ=YEARLY";
                 recipients = ( { name = "Chủ tịch"; address = "chu-tich@example.vn"; } ); } );'''


def part(data, type_, name="", content_id=""):
    return SimpleNamespace(data=data.encode() if isinstance(data, str) else data, type=type_,
                           name=name, content_id=content_id)


class Post(Notifier):
    def __init__(self, root, env=None):
        root = pathlib.Path(root)
        super().__init__(SimpleNamespace(root=root), env or {})

    def configure(self, url="smtp://127.0.0.1:1", smtp="", extra=""):
        self.config.write_text(f'''
            store = "{self.province.root}/store.db";
            catalogue_dir = "{SOURCE}/config/thanh-hoa";
            state_dir = "{self.state}";
            smtp: {{ url = "{url}"; from = "tiendo@example.vn"; from_name = "Hệ thống Tiến độ";
                     retry_first_s = 1; retry_cap_s = 2; most_per_minute = 0; {smtp} }};
            {extra}
            {DIGESTS}
        ''', encoding="utf-8")
        self.run("ledger")

    def add(self, subject, *parts, to=("chu-tich@example.vn",), name="Chủ tịch UBND tỉnh",
            channel="mail", kind="digest", profile="tuan", key=None, frozen="", as_of_ms=None):
        """Queues a message; its number."""
        now_ms = as_of_ms or int(time.time() * 1000)
        with sqlite3.connect(self.state / "ledger.db", timeout=30) as db:
            key = key or str(db.execute("SELECT count(*) FROM message").fetchone()[0])
            message = db.execute(
                "INSERT INTO message (kind, profile, key, follows, slot_ms, as_of_ms, last_event,"
                " made_ms, subject, frozen) VALUES (?, ?, ?, '', ?, ?, 0, ?, ?, ?)",
                (kind, profile, key, now_ms, now_ms, now_ms, subject, frozen)).lastrowid
            db.executemany(
                "INSERT INTO part (message, name, type, content_id, data) VALUES (?, ?, ?, ?, ?)",
                [(message, p.name, p.type, p.content_id, p.data) for p in parts])
            for address in to:
                seed = f"{kind}|{profile}|{key}|{address}".encode()
                db.execute(
                    "INSERT INTO delivery (message, channel, name, address, message_id, state,"
                    " queued_ms, next_try_ms) VALUES (?, ?, ?, ?, ?, 'queued', ?, ?)",
                    (message, channel, name, address,
                     f"<{hashlib.md5(seed).hexdigest()}@example.vn>", now_ms, now_ms))
        db.close()
        return message

    def of(self, message):
        """The deliveries of a message, oldest first."""
        return self.json("ledger", "--message", str(message))[::-1]

    def wait(self, message, state):
        """All deliveries of the message, once they are in STATE."""
        def there():
            rows = self.of(message)
            return rows if all(row["state"] == state for row in rows) else None
        return wait_for(there, f"message {message} to be {state}")
