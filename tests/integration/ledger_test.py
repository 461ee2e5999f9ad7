"""The ledger from the shell, when it holds more than a screen."""

import csv
import io
import os
import sqlite3
import subprocess

from harness import DEADLINE_S, PipelineTest, program
from post import Post, part

MANY, LISTED = 230, 200
TEXT = part("Tiến độ\n", "text/plain")


class LedgerTest(PipelineTest):
    def setUp(self):
        super().setUp()
        self.post = Post(self.root, self.clock.env())
        self.post.configure()

    def add(self, count, **options):
        return self.post.add("Tiến độ", TEXT,
                             to=[f"{i}@example.vn" for i in range(count)], **options)

    def change(self, sql, *values):
        with sqlite3.connect(self.post.state / "ledger.db", timeout=DEADLINE_S) as db:
            db.execute(sql, values)
        db.close()

    def fail(self, message):
        self.change("UPDATE delivery SET state = 'failed', attempts = 1, done_ms = queued_ms"
                    " WHERE message = ?", message)

    def listed(self, *arguments):
        """What is printed for people: the rows, and what is said beside them."""
        done = subprocess.run([program("notifier"), "ledger", *arguments, "-c",
                               str(self.post.config)], capture_output=True, text=True,
                              check=True, env={**os.environ, **self.post.env}, timeout=DEADLINE_S)
        return [line for line in done.stdout.splitlines() if "@example.vn" in line], done.stderr

    def test_a_list_that_is_cut_says_so_and_how_to_see_all(self):
        self.add(MANY)
        rows, said = self.listed()
        self.assertEqual(len(rows), LISTED)
        self.assertIn(f"{MANY - 1}@", rows[0])
        self.assertIn(f"Chỉ hiện {LISTED} thư mới nhất trong tất cả {MANY} thư", said)
        self.assertIn(f"--limit {MANY}", said)
        rows, said = self.listed("--limit", str(MANY))
        self.assertEqual((len(rows), said), (MANY, ""))
        rows, said = self.listed("--limit", "3")
        self.assertEqual(len(rows), 3)
        self.assertIn(f"Chỉ hiện 3 thư mới nhất trong tất cả {MANY} thư", said)

    def test_what_is_counted_is_what_was_asked_for(self):
        self.add(LISTED)
        last = self.add(1, key="another")
        self.fail(last)
        rows, said = self.listed("--dead")
        self.assertEqual((len(rows), said), (1, ""))
        self.assertEqual(len(self.listed("--state", "queued")[0]), LISTED)

    def test_a_program_gets_all(self):
        message = self.add(MANY)
        self.assertEqual(len(self.post.json("ledger")), MANY)
        self.assertEqual(len(self.post.of(message)), MANY)
        self.assertEqual(len(self.post.json("ledger", "--limit", "2")), 2)
        rows = list(csv.DictReader(io.StringIO(self.post.run("ledger", "--csv"))))
        self.assertEqual(len(rows), MANY)

    def test_a_limit_that_is_none_is_refused(self):
        for limit in "0", "-1", "x", "1000001":
            self.post.run("ledger", "--limit", limit, status=2)

    def states(self):
        return {row["state"] for row in self.post.json("ledger")}

    def test_all_dead_letters_of_a_message_are_queued_again(self):
        message, other = self.add(MANY), self.add(2, key="other")
        self.fail(message)
        self.fail(other)
        self.assertIn(f"{MANY} thư đã vào hàng chờ",
                      self.post.run("resend", "--message", str(message)))
        self.assertEqual({row["state"] for row in self.post.of(message)}, {"queued"})
        self.assertEqual({row["state"] for row in self.post.of(other)}, {"failed"})
        self.post.run("resend", "--message", str(message), status=1)

    def test_all_dead_letters_are_queued_again(self):
        self.fail(self.add(MANY))
        self.fail(self.add(2, key="other"))
        self.assertIn(f"{MANY + 2} thư đã vào hàng chờ", self.post.run("resend", "--dead"))
        self.assertEqual(self.states(), {"queued"})
        self.post.run("resend", "--dead", status=1)

    def test_dead_letters_are_narrowed_by_address_and_day(self):
        day_ms = 24 * 3600 * 1000
        old, new = self.add(3, as_of_ms=day_ms), self.add(3, key="new", as_of_ms=400 * day_ms)
        self.fail(old)
        self.fail(new)
        self.assertIn("3 thư đã", self.post.run("resend", "--dead", "--since", "1971-01-01"))
        self.assertEqual({row["state"] for row in self.post.of(old)}, {"failed"})
        self.assertIn("1 thư đã", self.post.run("resend", "--dead", "--for", "1@example.vn"))
        self.post.run("resend", "--since", "1971-01-01", status=2)
        self.post.run("resend", status=2)

    def test_what_cannot_be_sent_again_is_counted(self):
        message = self.add(MANY)
        self.fail(message)
        self.fail(self.add(1, key="other"))
        self.change("UPDATE message SET pruned = 1 WHERE id = ?", message)
        said = self.post.run("resend", "--dead")
        self.assertIn("1 thư đã vào hàng chờ", said)
        self.assertIn(f"{MANY} thư không gửi lại được nữa", said)
