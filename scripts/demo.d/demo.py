"""Runs the demonstration; scripts/demo builds and calls it."""

import argparse
import base64
import collections
import email
import email.policy
import mailbox
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import datetime

import figures
from harness import Clock, Process, Province, program, wait_for
from line import Line

CHAIRMAN, OFFICE = "chu-tich@demo.invalid", "van-phong@demo.invalid"
STANDING, OPERATOR = "stttt@demo.invalid", "van-hanh@demo.invalid"
# Role, what it is called, mailbox: one person holds three of them.
ROLES = [("chu-tich", "Chủ tịch UBND tỉnh", CHAIRMAN),
         ("truong-bcd", "Trưởng Ban Chỉ đạo chuyển đổi số", CHAIRMAN),
         ("to-truong-06", "Tổ trưởng Tổ công tác Đề án 06", CHAIRMAN),
         ("van-phong", "Chánh Văn phòng UBND tỉnh", OFFICE),
         ("stttt", "Sở Thông tin và Truyền thông", STANDING),
         ("van-hanh", "Người vận hành", OPERATOR)]
READERS = {CHAIRMAN, OFFICE, STANDING}
SILENT = {"387": 5, "403": 7}    # district: from which month on it says nothing
OFFLINE = "384"                  # its line is cut while July's reports are due
MALFORMED = "391"                # sends a spreadsheet that is no CSV, then a right one
UNKNOWN = "400"                  # one line names an obligation that does not exist
CORRECTING = "389"               # corrects a figure of June
WRONG_CLOCK = "392"              # its clock runs two months ahead and it reports September
NAMES = {}


def say(text):
    print(f"  {text}")


def title(text):
    print(f"\n▌ {text}")


def page_of(mail):
    """A mail's HTML as a browser shows it from a file: with its pictures in it."""
    page = mail.get_body(("html",)).get_content()
    for part in mail.walk():
        if part["Content-ID"]:
            data = base64.b64encode(part.get_payload(decode=True)).decode()
            page = page.replace(f"cid:{part['Content-ID'].strip('<>')}",
                                f"data:{part.get_content_type()};base64,{data}")
    return page


class Demo:
    def __init__(self, out):
        self.out = out
        self.work = out / "run"
        self.maildir = out / "maildir"
        self.processes = []
        self.clock = None
        self.notifier = None
        self.expected = collections.Counter()

    # ---- starting ------------------------------------------------------------------------

    def start(self):
        self.work.mkdir(parents=True)
        self.clock = Clock(self.work / "clock")
        self.clock.set("2024-02-16T08:00:00+07:00")
        title("Khởi động (mọi số liệu trong bản chạy thử là MÔ PHỎNG)")
        self.start_mail_server()
        self.province = Province(self.work / "province", env=self.clock.env(),
                                 simulated=True)
        self.province.start()
        self.processes.append(self.province.process)
        say(f"bộ tổng hợp của tỉnh nghe ở {self.province.endpoint}, khóa CURVE riêng từng đơn vị")
        self.enrol_districts()
        say(f"27 bộ thu thập đã chạy và được tỉnh chấp nhận, mỗi huyện một khóa, một thư mục")

    def start_mail_server(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.smtp_port = probe.getsockname()[1]
        self.processes.append(Process(
            ["/usr/bin/python3", "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{self.smtp_port}",
             "-c", "aiosmtpd.handlers.Mailbox", str(self.maildir)], self.work / "smtp.log"))
        wait_for(self.mail_server_answers, "the SMTP server")
        say(f"máy chủ thư (aiosmtpd) nghe ở 127.0.0.1:{self.smtp_port}")

    def mail_server_answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.smtp_port), 1) as s:
                return s.recv(4) == b"220 "
        except OSError:
            return False

    def enrol_districts(self):
        host, port = self.province.endpoint.removeprefix("tcp://").rsplit(":", 1)
        self.line = Line(host, int(port))
        self.units = {}
        self.wrong_clock = Clock(self.work / "clock-392")
        for code in figures.DISTRICTS:
            unit = self.units[code] = self.province.enrol(code)
            if code == OFFLINE:
                self.replace(unit.config, self.province.endpoint,
                             f"tcp://127.0.0.1:{self.line.port}")
            if code == WRONG_CLOCK:
                unit.env = self.wrong_clock.env()
        for row in self.province.json("unit", "list"):
            NAMES[row["code"]] = row["name"]
        self.move_clock("2024-02-16T08:00:00+07:00")
        for unit in self.units.values():
            unit.start()
            self.processes.append(unit.process)
        for unit in self.units.values():
            unit.process.wait_log("catalogue")

    @staticmethod
    def replace(path, old, new):
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def move_clock(self, iso):
        """Days go by at once: the units speak up before the notifier looks, as they do every ten
        minutes. Whose line is cut cannot."""
        if self.notifier:
            self.notifier.process.send_signal(signal.SIGSTOP)
        self.clock.set(iso)
        self.wrong_clock.set(iso)
        if self.notifier:
            self.let_units_greet(iso)
            self.notifier.process.send_signal(signal.SIGCONT)

    def let_units_greet(self, iso):
        since_ms = int(datetime.fromisoformat(iso).timestamp() * 1000)
        there = [u for c, u in self.units.items() if c != OFFLINE or not self.line.is_cut]
        for unit in there:
            unit.process.process.send_signal(signal.SIGHUP)
        wait_for(lambda: self.province.query(
            "SELECT count(DISTINCT unit) FROM stream WHERE last_seen_ms >= ?", since_ms
            )[0][0] >= len(there), f"a greeting of {len(there)} units")

    def start_notifier(self):
        folder = self.work / "notifier"
        folder.mkdir()
        roles = ",\n".join(f'  {{ code = "{code}"; name = "{name}"; '
                           f'mailboxes = ( {{ address = "{address}"; }} ); }}'
                           for code, name, address in ROLES)
        config = folder / "notifier.conf"
        config.write_text(f'''# Cấu hình bộ gửi tin của bản chạy thử.
store = "{self.province.state}/store.db";
catalogue_dir = "{self.province.catalogue}";
state_dir = "{folder}/state";
simulated = true;
feed: {{
  endpoint = "{self.province.feed}";
  server_key_file = "{self.province.state}/server.pub";
  key_file = "{self.province.state}/notifier.key";
}};
smtp: {{
  url = "smtp://127.0.0.1:{self.smtp_port}";
  from = "tiendo@demo.invalid";
  from_name = "Tiến độ (chạy thử)";
  tls = "none_on_loopback";
}};
issuer = "Sở Thông tin và Truyền thông";
roles = (
{roles}
);
digests = (
  {{ # Một màn hình cho lãnh đạo; đính kèm bản hai trang để in và báo cáo đầy đủ.
    name = "tuan";
    schedule = "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0";
    starts = "2024-07-15T07:00";
    to = [ "chu-tich", "truong-bcd", "to-truong-06" ];
    depth = "brief";
    attach = [ "brief", "pdf" ];
    symbol = "BC-STTTT";
    greeting = "Kính gửi: Đồng chí Chủ tịch UBND tỉnh - Trưởng Ban Chỉ đạo chuyển đổi số, Tổ trưởng Tổ công tác Đề án 06 tỉnh,";
    signature = [ "GIÁM ĐỐC" ];
    recipients_list = [ "Chủ tịch UBND tỉnh (để báo cáo)", "Lưu: VT, CNTT" ];
  }},
  {{ # Đầy đủ; cơ quan thường trực xem dự thảo trước 4 giờ.
    name = "day-du";
    schedule = "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=0;BYSECOND=0";
    starts = "2024-07-15T07:00";
    to = [ "van-phong", "stttt" ];
    attach = [ "pdf", "xlsx", "json" ];
    symbol = "BC-STTTT";
    signature = [ "GIÁM ĐỐC" ];
    recipients_list = [ "Chủ tịch UBND tỉnh (để báo cáo)", "Lưu: VT, CNTT" ];
    approval: {{ by = [ "stttt" ]; hours_before = 4; if_silent = "send"; }};
  }}
);
alerts: {{
  routes = (
    {{ name = "thuong-truc"; to = [ "stttt" ]; }},  # mọi loại về số liệu và đơn vị
    {{ name = "van-hanh"; to = [ "van-hanh" ]; kinds = [ "system" ]; }}
  );
}};
''', encoding="utf-8")
        self.notifier_config = config
        process = Process([program("notifier"), "run", "-c", str(config)],
                          self.work / "notifier.log", self.clock.env())
        self.processes.append(process)
        process.wait_log("started")
        self.notifier = process
        say("bộ gửi tin, 7:00 thứ Hai hằng tuần: một màn hình cho Chủ tịch (ba vai trò, một thư), "
            "bản đầy đủ cho cơ quan thường trực; cảnh báo tới cơ quan thường trực, sự cố tới "
            "người vận hành")

    # ---- reporting -----------------------------------------------------------------------

    def drop(self, code, name, rows):
        self.units[code].put(name, figures.sheet(rows, vietnamese=int(code) % 2 == 0))
        self.expected["accepted"] += len(rows)

    def rows(self, code, month):
        rows = figures.rows_of(code, month)
        if (code, month) in figures.DIFFICULTIES:
            obligation, text, agency = figures.DIFFICULTIES[code, month]
            rows.append({"obligation": obligation, "period": f"2024-M{month:02}",
                         "difficulty": text, "addressed_to": agency})
        return rows

    def wait_stored(self):
        total = self.expected["accepted"]
        wait_for(lambda: self.province.count() >= total, f"{total} reports at the province")

    def month(self, month, day):
        self.move_clock(f"{day}T09:00:00+07:00")
        reporting = [c for c in figures.DISTRICTS if month < SILENT.get(c, 99)]
        for code in reporting:
            self.drop(code, f"thang-{month:02}.csv", self.rows(code, month))
        self.wait_stored()
        say(f"tháng {month}/2024: {len(reporting)}/27 huyện đã gửi; kho có "
            f"{self.province.count()} báo cáo")

    def july(self):
        month, name = 7, "thang-07.csv"
        title("Tháng 7/2024: hạn 16/7, với những trục trặc của đời thật")
        self.line.cut()
        say(f"{NAMES[OFFLINE]}: đứt đường truyền")
        self.move_clock("2024-07-16T09:00:00+07:00")
        for code in figures.DISTRICTS:
            if code in SILENT:
                continue
            if code == MALFORMED:
                self.units[code].put(name, "\ufffeB\u00e1o c\u00e1o".encode("utf-16-le"))
                continue
            rows = self.rows(code, month)
            if code == UNKNOWN:
                rows[2] = {**rows[2], "obligation": "DX-CQ-22"}
                self.expected["refused_lines"] += 1
                self.expected["accepted"] -= 1
            self.drop(code, name, rows)
            if code == OFFLINE:
                self.expected["accepted"] -= len(rows)
                self.held = len(rows)
        self.wait_stored()
        self.show_refusals(name)
        self.wait_offline_taken(name)
        self.later_in_july(name)

    def show_refusals(self, name):
        for code in (MALFORMED, UNKNOWN):
            path = self.units[code].drop / "rejected" / f"{name}.result.txt"
            text = wait_for(lambda: path.exists() and path.read_text(encoding="utf-8"), path)
            say(f"{NAMES[code]}: tệp {name} bị trả lại, kết quả ghi cạnh tệp:")
            for line in text.strip().splitlines()[:11]:
                print(f"      │ {line}")

    def wait_offline_taken(self, name):
        wait_for((self.units[OFFLINE].drop / "done" / name).exists, "the offline district's file")
        say(f"{NAMES[OFFLINE]}: {self.held} báo cáo nằm an toàn trong hộp gửi, chờ đường truyền")

    def later_in_july(self, name):
        self.move_clock("2024-07-17T10:00:00+07:00")
        self.drop(MALFORMED, "thang-07-sua.csv", self.rows(MALFORMED, 7))
        rows = self.rows(CORRECTING, 6)
        corrected = next(r for r in rows if r["obligation"] == "06-AS-01")
        corrected = {**corrected, "numerator": corrected["numerator"] - 40}
        self.drop(CORRECTING, "dinh-chinh.csv", [corrected])
        self.wait_stored()
        say(f"{NAMES[MALFORMED]}: gửi lại tệp đúng; {NAMES[CORRECTING]}: đính chính một số liệu")
        self.report_with_wrong_clock()
        self.move_clock("2024-07-18T08:00:00+07:00")
        self.line.mend()
        self.expected["accepted"] += self.held
        self.wait_stored()
        say(f"{NAMES[OFFLINE]}: có đường truyền trở lại, {self.held} báo cáo đến nơi, ghi nhận là "
            "chậm hạn")

    def report_with_wrong_clock(self):
        unit = self.units[WRONG_CLOCK]
        self.wrong_clock.set("2024-09-16T10:00:00+07:00")
        unit.run("submit", "--obligation", "06-CA-02", "--period", "2024-M09", "--value", "70000")
        self.expected["rejected"] += 1
        wait_for(lambda: self.province_rejected() >= 1, "the province's refusal")
        message = self.province.json("rejected")[0]["message"]
        say(f"{NAMES[WRONG_CLOCK]}: máy sai ngày, gửi số liệu tháng 9; tỉnh từ chối:")
        print(f"      │ {message}")

    # ---- reading back --------------------------------------------------------------------

    def province_rejected(self):
        return self.province.query("SELECT count(*) FROM verdict WHERE outcome = 3")[0][0]

    def refused_lines(self):
        """Lines that the collectors refused, from their own databases."""
        total = 0
        for unit in self.units.values():
            with sqlite3.connect(f"file:{unit.folder}/state/outbox.db?mode=ro", uri=True) as db:
                total += db.execute("SELECT coalesce(sum(refused), 0) FROM file").fetchone()[0]
        return total

    def silent(self):
        reported = {u for u, in self.province.query(
            "SELECT DISTINCT unit FROM latest WHERE period = '2024-M07'")}
        return set(figures.DISTRICTS) - reported

    def mails(self):
        if not (self.maildir / "new").is_dir():
            return []
        box = mailbox.Maildir(self.maildir, create=False,
                              factory=lambda f: email.message_from_binary_file(
                                  f, policy=email.policy.default))
        return sorted(box, key=lambda m: (m["Date"].datetime, m["To"]))

    def digests(self, day):
        """The digests of DAY in the mailbox, by address; neither drafts nor alerts."""
        return {m["To"].addresses[0].addr_spec: m for m in self.mails()
                if m["Date"].datetime.isoformat().startswith(day) and "[BC" in m["Subject"]
                and "DỰ THẢO" not in m["Subject"]}

    def digest(self, day):
        self.move_clock(f"{day}T06:59:59+07:00")
        wait_for(lambda: set(self.digests(day)) == READERS, f"the digests of {day} in the mailbox")
        say(f"7:00 thứ Hai {day[8:]}/{day[5:7]}: bản tin tới {len(READERS)} hộp thư")
        for address, mail in sorted(self.digests(day).items()):
            files = [p.get_filename() for p in mail.iter_attachments()]
            say(f"  {address}: {mail['Subject']}; đính kèm {', '.join(files) or 'không'}")

    def tell_alerts(self):
        alerts = [m for m in self.mails() if m["To"].addresses[0].addr_spec == OPERATOR]
        say(f"người vận hành nhận {len(alerts)} thư cảnh báo, ví dụ:")
        for mail in alerts[-3:]:
            say(f"  {mail['Subject']}")

    def save(self):
        mails = self.digests("2024-07-22")
        for name, address in (("digest", OFFICE), ("brief", CHAIRMAN)):
            mail = mails[address]
            (self.out / f"{name}.eml").write_bytes(mail.as_bytes(policy=email.policy.SMTP))
            (self.out / f"{name}.txt").write_text(mail.get_body(("plain",)).get_content(),
                                                  encoding="utf-8")
            (self.out / f"{name}.html").write_text(page_of(mail), encoding="utf-8")
        for part in mails[OFFICE].iter_attachments():
            end = part.get_filename().rsplit(".", 1)[1]
            (self.out / f"digest.{end}").write_bytes(part.get_payload(decode=True))
        for part in mails[CHAIRMAN].iter_attachments():
            if part.get_filename().endswith(".brief.pdf"):
                (self.out / "brief.pdf").write_bytes(part.get_payload(decode=True))
        with sqlite3.connect(f"file:{self.province.state}/store.db?mode=ro", uri=True) as db, \
                sqlite3.connect(self.out / "store.db") as copy:
            db.backup(copy)
        logs = self.out / "logs"
        logs.mkdir()
        shutil.copy(self.work / "province/aggregator.log", logs)
        shutil.copy(self.work / "notifier.log", logs)
        shutil.copy(self.work / "smtp.log", logs)
        for code, unit in self.units.items():
            shutil.copy(unit.folder / "collector.log", logs / f"collector-{code}.log")

    def unprovoked(self):
        """ERROR lines in any log: none of the faults above may cause one."""
        found = []
        for path in sorted((self.out / "logs").glob("*.log")):
            found += [f"{path.name}: {line}" for line in
                      path.read_text(encoding="utf-8", errors="replace").splitlines()
                      if " ERROR " in line or "Traceback" in line or "Sanitizer" in line]
        return found

    def verdict(self, seconds):
        complete = set(self.digests("2024-07-22")) == READERS
        with sqlite3.connect(f"file:{self.province.state}/registry.db?mode=ro", uri=True) as db:
            units = db.execute("SELECT count(*) FROM entry WHERE role = 1 AND revoked_ms = 0"
                               ).fetchone()[0]
        accepted, silent = self.province.count(), self.silent()
        rejected = self.province_rejected() + self.refused_lines()
        problems = self.unprovoked()
        for problem in problems:
            print(f"không mong đợi: {problem}", file=sys.stderr)
        good = (units == 27 and accepted == self.expected["accepted"] and
                rejected == self.expected["rejected"] + self.expected["refused_lines"] and
                silent == set(SILENT) and complete and not problems)
        line = (f"demo: units={units} accepted={accepted} rejected={rejected} "
                f"silent={len(silent)} digest={'delivered' if complete else 'missing'} "
                f"seconds={seconds:.0f}")
        return good, line

    # ---- the whole -----------------------------------------------------------------------

    def run(self):
        self.start()
        started = time.monotonic()
        title("Tháng 2 đến tháng 6/2024: 27 huyện thả tệp CSV vào thư mục của mình")
        for month, day in figures.MONTHS[:-1]:
            self.month(month, day)
        title("Bản tin đầu tiên, khi tháng 7 chưa đến hạn")
        monday = "2024-07-15T06:59:50+07:00"
        self.move_clock(monday)
        self.let_units_greet(monday)
        self.start_notifier()
        self.digest("2024-07-15")
        self.july()
        title("Bản tin ngày 22/7/2024")
        self.digest("2024-07-22")
        self.tell_alerts()
        self.save()
        return self.verdict(time.monotonic() - started)

    def stop(self):
        for process in reversed(self.processes):
            if process.process.poll() is None:
                process.process.terminate()
        for process in self.processes:
            try:
                process.process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()

    def where_to_look(self):
        there = f"-c {self.province.config}"
        title("Xem ở đâu")
        say(f"bản tin:      {self.out}/digest.txt  .html  .pdf  .xlsx  .json  .eml; một màn hình: brief.html, bản in hai trang: brief.pdf")
        say(f"cơ sở dữ liệu: {self.out}/store.db        nhật ký: {self.out}/logs/")
        if self.keeps_running:
            self.clock_env = f"TIENDO_CLOCK_FILE={self.clock.path}"
            say("đang chạy tiếp; thử trong cửa sổ khác:")
            for command in (f"tiendo-aggregator status {there}",
                            f"tiendo-aggregator latest --obligation DX-XH-01 {there}",
                            f"tiendo-aggregator rejected {there}",
                            f"tiendo-aggregator progress {there}",
                            f"tiendo-aggregator risk {there}",
                            f"tiendo-aggregator silent {there}",
                            f"tiendo-aggregator rank {there}",
                            f"tiendo-aggregator difficulties {there}",
                            f"tiendo-aggregator history --unit 384 --obligation DX-KT-01 {there}",
                            f"tiendo-notifier ledger -c {self.notifier_config}",
                            f"tiendo-notifier drafts --all -c {self.notifier_config}",
                            f"tiendo-notifier alerts -c {self.notifier_config}",
                            f"tiendo-notifier when --for van-hanh -c {self.notifier_config}",
                            f"tiendo-notifier render --as-of 2024-07-22 -c {self.notifier_config}",
                            f"tiendo-collector status -c {self.units['384'].config}"):
                name = command.split()[0].removeprefix("tiendo-")
                say(f"  {self.clock_env} {os.environ['TIENDO_BUILD']}/{name}/{command}")


def main():
    parser = argparse.ArgumentParser(prog="scripts/demo")
    parser.add_argument("--once", action="store_true", help="end when the digest is delivered")
    parser.add_argument("--out", default="demo-out", help="folder for the results")
    options = parser.parse_args()
    out = pathlib.Path(options.out).resolve()
    if out.exists() and any(out.iterdir()):
        if not (out / "run").is_dir():
            parser.error(f"{out} is not empty and not an earlier demonstration's")
        shutil.rmtree(out)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    demo = Demo(out)
    demo.keeps_running = not options.once
    try:
        good, line = demo.run()
        demo.where_to_look()
        if not options.once:
            print("\nCtrl-C để dừng.")
            signal.pause()
    except KeyboardInterrupt:
        good, line = False, "demo: stopped"
    except AssertionError as failure:
        good, line = False, f"demo: failed: {failure}; see {out / 'run'}"
    finally:
        demo.stop()
    print(line)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
