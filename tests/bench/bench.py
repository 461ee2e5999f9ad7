"""Measures the pipeline against what this machine's disk and SQLite could do at best.

Run by scripts/bench, which builds the release first. Prints one `name value unit` line per figure,
a table at the end, and keeps everything as JSON under --out. All figures are simulated ones."""

import argparse
import contextlib
import json
import os
import pathlib
import platform
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("TIENDO_SOURCE", str(SOURCE))
os.environ.setdefault("TIENDO_BUILD", str(SOURCE / "build/release"))
sys.path.insert(0, str(SOURCE / "tests/integration"))

from harness import BUILD, Clock, Province, program, wait_for  # noqa: E402

CATALOGUE = SOURCE / "config/thanh-hoa"
FLEET = str(BUILD / "tests/bench/tiendo-fleet")
LIMIT = str(BUILD / "tests/bench/tiendo-limit")
ECHO = str(BUILD / "tests/bench/tiendo-echo")
DIGEST = str(BUILD / "tests/bench/tiendo-digest-bench")
TODAY = "2024-07-03T09:00:00+07:00"
CHECKSUM = "SELECT count(*), count(DISTINCT stream * 1000000000 + sequence)," \
           " coalesce(sum(value * (sequence % 9973)), 0) FROM report WHERE id > ?"

figures = {}


def say(name, value, unit):
    figures[name] = {"value": value, "unit": unit}
    text = f"{value:.4g}" if isinstance(value, float) and value < 1000 else f"{value:.0f}"
    print(f"{name} {text} {unit}", flush=True)


def progress(text):
    print(f"# {text}", file=sys.stderr, flush=True)


def cpu_s(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_kib(pid, name="VmRSS"):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise KeyError(name)


class Fleet:
    """Collectors in a process of their own, ordered about by lines of text."""

    def __init__(self, place, name, first_greeting=True, reconnect_ms=0):
        self.place = place
        there = place.province
        arguments = [FLEET, "sail", str(place.root / name), str(CATALOGUE), there.endpoint,
                     str(there.state / "server.pub"), str(reconnect_ms)]
        if place.reader:
            arguments += [there.feed, str(place.reader)]
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env=place.env)
        self.greeted = self.answer() if first_greeting else None

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the fleet ended")
        return json.loads(line)

    def send(self, order):
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()

    def order(self, text):
        self.send(text)
        return self.answer()

    def run(self, reports, batch, window, rate=0, busy=27):
        return self.order(f"run {reports} {batch} {window} {rate} {busy}")

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


class Place:
    """A folder with an aggregator in it."""

    def __init__(self, where, reader=False, memory_mb=None):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="tiendo-bench-", dir=where))
        self.clock = Clock(self.root / "clock")
        self.clock.set(TODAY)
        self.env = {**os.environ, **self.clock.env()}
        self.province = Province(self.root, env=self.clock.env(), simulated=True,
                                 memory_mb=memory_mb)
        self.reader = self.province.state / "notifier.key" if reader else None
        self.seen = 0

    def crew(self, name, count, level="district"):
        subprocess.run([FLEET, "make", str(self.root / name),
                        str(self.province.state / "registry.db"), str(CATALOGUE), level,
                        str(count)], check=True, env=self.env)

    @property
    def pid(self):
        return self.province.process.process.pid

    def start(self):
        self.province.start()
        return self

    def verify(self, run):
        """Every report of RUN is in the store once, with what it said."""
        with contextlib.closing(sqlite3.connect(f"file:{self.province.state}/store.db?mode=ro",
                                                uri=True)) as db:
            count, different, checksum = db.execute(CHECKSUM, (self.seen,)).fetchone()
            self.seen = db.execute("SELECT coalesce(max(id), 0) FROM report").fetchone()[0]
        if (count, different, checksum) != (run["reports"], run["reports"], run["checksum"]):
            raise SystemExit(f"WRONG: sent {run['reports']} with checksum {run['checksum']}, "
                             f"stored {count} ({different} different) with {checksum}")

    def close(self):
        if self.province.process and self.province.process.process.poll() is None:
            self.province.process.stop()
        shutil.rmtree(self.root)


def limit(place, *arguments):
    done = subprocess.run([LIMIT, *map(str, arguments)], check=True, capture_output=True, text=True,
                          env=place.env)
    return json.loads(done.stdout)


def round_trip():
    """A report of 80 bytes and its answer of 40 on the line alone, one a millisecond."""
    done = subprocess.run([ECHO, "27", "1000", "800", "80", "40"], check=True,
                          capture_output=True, text=True)
    return json.loads(done.stdout)


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def cost(run):
    """Processor time of a report, in s."""
    return run["cpu_s"] / run["reports"]


# ---- ingest ------------------------------------------------------------------------------------

def raw_sqlite(place, rows, per_commit, batch):
    path = place.root / "limit.db"
    result = limit(place, "store", path, CATALOGUE, 27, rows, per_commit, batch)
    for left in place.root.glob("limit.db*"):
        left.unlink()
    return result


def flood(place, fleet, reports, batch=500, window=8):
    before = cpu_s(place.pid)
    run = fleet.run(reports, batch, window)
    run["cpu_s"] = cpu_s(place.pid) - before
    place.verify(run)
    return run


def stop_and_count(place):
    """Commits so far, as the aggregator tells when it stops."""
    place.province.process.stop()
    said = place.province.process.log().split("stopped ")[-1]
    return {k: int(v) for k, v in (part.split("=") for part in said.split())}


def measure_ingest(options):
    per_collector = 4000 if options.quick else 40000
    measure_pipeline(options, "", per_collector, 500, 8)
    # A collector has 53 keys. With one batch of fewer under way, no commit holds a key twice.
    measure_pipeline(options, "_distinct_keys", per_collector // 4, 50, 1)


def reports_per_commit(options, per_collector, batch, window):
    """How many gather while a commit is on its way to the disk."""
    place = Place(options.where)
    place.crew("crew", 27)
    place.start()
    fleet = Fleet(place, "crew")
    flood(place, fleet, per_collector, batch, window)
    fleet.close()
    counted = stop_and_count(place)
    place.close()
    return round(counted["reports"] / counted["commits"])


def measure_pipeline(options, name, per_collector, batch, window):
    """Pipeline and SQLite alone take turns: the machine is not as fast at one time as at another."""
    per_commit = reports_per_commit(options, per_collector, batch, window)
    place = Place(options.where)
    place.crew("crew", 27)
    place.start()
    fleet = Fleet(place, "crew")
    flood(place, fleet, 2000, batch, window)
    runs, limits = [], []
    for _ in range(options.runs):
        runs.append(flood(place, fleet, per_collector, batch, window))
        limits.append(raw_sqlite(place, per_collector * 27, per_commit, batch))
    rss = memory_kib(place.pid, "VmHWM")
    fleet.close()
    place.close()
    say(f"ingest{name}_reports_per_s", median(runs, "reports_per_s"), "reports/s")
    say(f"raw_sqlite{name}_rows_per_s", median(limits, "rows_per_s"), "rows/s")
    say(f"ingest{name}_over_raw_sqlite",
        statistics.median(run["reports_per_s"] / limit["rows_per_s"]
                          for run, limit in zip(runs, limits)), "ratio")
    say(f"ingest{name}_reports_per_commit", per_commit, "reports")
    say(f"ingest{name}_cpu_per_100k",
        statistics.median(map(cost, runs)) * 1e5, "s")
    say(f"ingest{name}_rss", rss / 1024, "MiB")


# ---- latency -----------------------------------------------------------------------------------

def say_acks(prefix, runs, sync):
    for name in ("p50", "p99", "p999"):
        say(f"{prefix}_{name}", statistics.median(r["ack_us"][name] for r in runs), "us")
    for name in ("p50", "p99"):
        took = statistics.median(r["ack_us"][name] for r in runs)
        say(f"{prefix}_{name}_over_fdatasync", took / sync, "ratio")


def measure_latency(options):
    place = Place(options.where, reader=True)
    place.crew("crew", 27)
    place.crew("flooder", 1)
    place.start()
    fleet = Fleet(place, "crew")
    reports = 300 if options.quick else 1500
    syncs, slow_syncs, trips, busy, paced, feed = [], [], [], [], [], []
    fleet.run(100, 1, 1)
    for _ in range(options.runs):
        syncs.append(limit(place, "sync", place.root / "sync", 2000, 0))
        slow_syncs.append(limit(place, "sync", place.root / "sync", 500, 900))
        trips.append(round_trip())
        busy.append(fleet.run(reports, 1, 1))
        paced.append(fleet.run(reports // 3, 1, 1, 1000))
        feed.append(fleet.run(reports, 5, 8, 10000))
    sync = median(syncs, "p50")
    say("fdatasync_p50", sync, "us")
    say("fdatasync_p99", median(syncs, "p99"), "us")
    say("fdatasync_paced_p50", median(slow_syncs, "p50"), "us")
    say("line_paced_p50", median(trips, "p50"), "us")
    least = median(trips, "p50") + median(slow_syncs, "p50")
    say("line_and_sync_paced_over_fdatasync", least / sync, "ratio")
    for rows in (1, 27):
        raw = [raw_sqlite(place, 2000 * rows, rows, 1) for _ in range(options.runs)]
        say(f"raw_sqlite_commit_of_{rows}",
            statistics.median(r["seconds"] / r["commits"] for r in raw) * 1e6, "us")
    say_acks("ack", busy, sync)
    say("ack_busy_reports_per_s", median(busy, "reports_per_s"), "reports/s")
    say_acks("ack_paced", paced, sync)
    say("ack_paced_p50_over_line_and_sync",
        statistics.median(r["ack_us"]["p50"] for r in paced) / least, "ratio")
    for name in ("p50", "p99"):
        say(f"feed_{name}", statistics.median(r["feed_us"][name] for r in feed) / 1e3, "ms")
    fleet.close()
    measure_fairness(options, place)
    place.close()


def measure_fairness(options, place):
    """What 26 quiet units wait while one sends all it can."""
    quiet, flooder = Fleet(place, "crew"), Fleet(place, "flooder")
    reports = 200 if options.quick else 1000
    alone = [quiet.run(reports, 1, 1, 1000, 26) for _ in range(options.runs)]
    flooder.send(f"run {100000 if options.quick else 1500000} 500 8 0 1")
    beside = [quiet.run(reports // 4, 1, 1, 1000, 26) for _ in range(options.runs)]
    flooder.answer()
    quiet.close()
    flooder.close()
    for name, runs in (("alone", alone), ("beside_flood", beside)):
        for at in ("p50", "p99"):
            say(f"ack_{name}_{at}", statistics.median(r["ack_us"][at] for r in runs), "us")


# ---- questions under load ----------------------------------------------------------------------

def write_digest_settings(place):
    """For a digest that is shown, never sent."""
    state, path = place.province.state, place.root / "notifier.conf"
    path.write_text(f'''
        store = "{state}/store.db";
        catalogue_dir = "{place.province.catalogue}";
        state_dir = "{place.root}/notifier";
        feed: {{ endpoint = "{place.province.feed}"; server_key_file = "{state}/server.pub";
                 key_file = "{state}/notifier.key"; }};
        smtp: {{ url = "smtp://127.0.0.1:2525"; from = "tiendo@example.vn"; from_name = "Tiến độ";
                 tls = "none_on_loopback"; }};
        digests = ( {{ name = "tuan"; starts = "2024-07-22T07:00"; schedule = "FREQ=WEEKLY";
            recipients = ( {{ name = "Văn phòng"; address = "van-phong@example.vn"; }} ); }} );
    ''', encoding="utf-8")
    return str(path)


def ask(place, name, digest_settings):
    """One question as a whole command; what it took."""
    begun = time.monotonic()
    if name == "digest":
        subprocess.run([program("notifier"), "preview", "-c", digest_settings], check=True,
                       capture_output=True, env=place.env)
    else:
        place.province.run(name, "--json")
    return time.monotonic() - begun


def measure_questions(options):
    place = Place(options.where)
    place.crew("crew", 27)
    place.start()
    settings = write_digest_settings(place)
    fleet = Fleet(place, "crew")
    fleet.run(2000, 500, 8)
    fleet.send(f"run {4000 if options.quick else 40000} 50 8 50000 27")
    took, wal = {"progress": [], "discipline": [], "rank": [], "digest": []}, 0
    until = time.monotonic() + (2 if options.quick else 15)
    while time.monotonic() < until:
        for name in took:
            took[name].append(ask(place, name, settings))
        wal = max(wal, (place.province.state / "store.db-wal").stat().st_size)
    run = fleet.answer()
    fleet.close()
    place.close()
    for name, times in took.items():
        say(f"question_{name}_under_load", statistics.median(times) * 1e3, "ms")
    say("questions_ingest_reports_per_s", run["reports_per_s"], "reports/s")
    say("questions_ack_p99", run["ack_us"]["p99"] / 1e3, "ms")
    say("questions_wal_most", wal / 2**20, "MiB")


# ---- the real collector ------------------------------------------------------------------------

def state_of(unit):
    with contextlib.closing(sqlite3.connect(f"file:{unit.folder}/state/outbox.db?mode=ro", uri=True,
                                            timeout=30)) as db:
        return db.execute("SELECT last, acknowledged FROM state").fetchone()


def sheet(first, count):
    """Rows that no other sheet has as a whole: the same file twice would not be taken again."""
    return "obligation;period;numerator;denominator\n" + "".join(
        f"DX-XH-01;2024-M07;{n % 900 + 5000};{10000 + first // count}\n" for n in range(first, first + count))


def measure_collector(options):
    place = Place(options.where).start()
    unit = place.province.enrol("384").start()
    unit.process.wait_log("catalogue-updated")
    rows = 5000 if options.quick else 50000
    times = []
    for n in range(options.runs):
        text, begun = sheet(n * rows, rows), time.monotonic()
        unit.put(f"so-lieu-{n}.csv", text)
        wait_for(lambda: state_of(unit)[1] >= (n + 1) * rows, "all acknowledged")
        times.append(time.monotonic() - begun)
    say("collector_csv_50k_to_acked" if rows == 50000 else "collector_csv_5k_to_acked",
        statistics.median(times), "s")
    place.province.process.stop()
    backlog, done = (20000 if options.quick else 1000000), options.runs * rows
    for first in range(0, backlog, 50000):
        unit.put(f"ton-dong-{first}.csv", sheet(done + first, min(50000, backlog - first)))
    wait_for(lambda: state_of(unit)[0] >= done + backlog, "all queued", 300)
    unit.process.stop()
    begun = time.monotonic()
    unit.start().process.wait_log("started version", 2)
    say("collector_start_with_backlog", time.monotonic() - begun, "s")
    pid = unit.process.process.pid
    place.start()
    wait_for(lambda: state_of(unit)[1] > done, "the first acknowledgement", 120)
    begun, first = time.monotonic(), state_of(unit)[1]
    wait_for(lambda: state_of(unit)[1] >= done + backlog, "all acknowledged", 300)
    say("collector_drain_reports_per_s", (done + backlog - first) / (time.monotonic() - begun),
        "reports/s")
    say("collector_drain_rss", memory_kib(pid, "VmHWM") / 1024, "MiB")
    if place.province.count() != done + backlog:
        raise SystemExit(f"WRONG: {place.province.count()} stored of {done + backlog}")
    unit.process.stop()
    place.close()


# ---- many connections --------------------------------------------------------------------------

def greet_all(fleets):
    begun = time.monotonic()
    for fleet in fleets:
        fleet.send("greet")
    for fleet in fleets:
        fleet.greeted = fleet.answer()
    return time.monotonic() - begun


def connect(place, names, **options):
    begun = time.monotonic()
    fleets = [Fleet(place, name, first_greeting=False, **options) for name in names]
    for fleet in fleets:
        fleet.greeted = fleet.answer()
    return fleets, time.monotonic() - begun


def measure_connections(options):
    for count in (10, 500) if options.quick else options.connections:
        measure_connected(options, count)


def is_calm(pid):
    before = cpu_s(pid)
    time.sleep(2)
    return cpu_s(pid) - before < 0.2


def restart(place, fleets):
    """Kills the aggregator; how long until it is back with every collector."""
    place.province.process.kill()
    begun = time.monotonic()
    place.start()
    started = time.monotonic() - begun
    return started + greet_all(fleets)


def measure_connected(options, count):
    place = Place(options.where, memory_mb=8192)
    names = [f"crew-{n}" for n in range(-(-count // 5500))]
    for name in names:
        place.crew(name, count // len(names))
    place.start()
    empty = memory_kib(place.pid)
    fleets, took = connect(place, names, reconnect_ms=100)
    say(f"connections_{count}_first_greeting", took, "s")
    say(f"connections_{count}_per_s", count / took, "connections/s")
    say(f"connections_{count}_restart_full_speed", restart(place, fleets), "s")
    wait_for(lambda: is_calm(place.pid), "the aggregator to be idle", 120)
    say(f"connections_{count}_memory_each", (memory_kib(place.pid) - empty) / count, "KiB")
    busy = min(100, count // len(names))
    run = fleets[0].run(50 if options.quick else 200, 1, 1, 1000, busy)
    say(f"connections_{count}_ack_p50_of_{busy}_busy", run["ack_us"]["p50"], "us")
    say(f"connections_{count}_ack_p99_of_{busy}_busy", run["ack_us"]["p99"], "us")
    for fleet in fleets:
        fleet.close()
    fleets, _ = connect(place, names)
    say(f"connections_{count}_restart_with_jitter", restart(place, fleets), "s")
    for fleet in fleets:
        fleet.close()
    if place.province.query("SELECT count(*) FROM report")[0][0] != run["reports"]:
        raise SystemExit("WRONG: reports were lost")
    place.close()


# ---- a long history ----------------------------------------------------------------------------

def cost_over_small(options, place, fleet):
    """Of a report more in this store over one in a store of 10^5, by turns: see measure_pipeline."""
    small = Place(options.where)
    small.crew("crew", 27)
    small.start()
    few = Fleet(small, "crew")
    flood(small, few, 10**5 // 27)
    turns = [(flood(small, few, 8000), flood(place, fleet, 8000)) for _ in range(options.runs)]
    few.close()
    small.close()
    return statistics.median(cost(here) / cost(there) for there, here in turns)


def measure_history(options):
    place = Place(options.where)
    place.crew("crew", 27)
    place.start()
    fleet = Fleet(place, "crew")
    stored = 0
    for power in range(4, 1 + (5 if options.quick else options.history)):
        while stored < 10**power:
            missing = 10**power - stored
            each = min(40000, max(1, missing // 27 + 1))
            stored += flood(place, fleet, each)["reports"]
        runs = [flood(place, fleet, 20000) for _ in range(3)]
        stored += sum(run["reports"] for run in runs)
        say(f"history_1e{power}_cpu_per_100k", statistics.median(map(cost, runs)) * 1e5, "s")
        say(f"history_1e{power}_reports_per_s", median(runs, "reports_per_s"), "reports/s")
        size = (place.province.state / "store.db").stat().st_size
        say(f"history_1e{power}_bytes_per_report", size / stored, "bytes")
        fleet.close()
        place.province.process.stop()
        begun = time.monotonic()
        place.start()
        fleet = Fleet(place, "crew", reconnect_ms=10)
        run = fleet.run(1, 1, 1)
        place.verify(run)
        stored += run["reports"]
        say(f"history_1e{power}_start_to_first_ack", time.monotonic() - begun, "s")
    if not options.quick and options.history > 5:
        say("history_cost_over_1e5", cost_over_small(options, place, fleet), "ratio")
    fleet.close()
    place.close()


# ---- digests -----------------------------------------------------------------------------------

RENDERINGS = ["text", "html", "pdf", "xlsx", "json"]
EVERY_KEY_ONCE = 27 * 80 * 24


def digest_over(folder, reports, runs):
    path = str(pathlib.Path(folder) / "store.db")
    made = json.loads(subprocess.run([DIGEST, "make", path, str(reports)], check=True,
                                     capture_output=True, text=True).stdout)
    run = json.loads(subprocess.run([DIGEST, "measure", path, str(runs)], check=True,
                                    capture_output=True, text=True).stdout)
    for file in pathlib.Path(folder).iterdir():
        file.unlink()
    return made | run | {"all_ms": run["build_ms"] + sum(run[f"{r}_ms"] for r in RENDERINGS)}


def measure_digest(options):
    """27 districts, 80 obligations, up to 24 months; the same week of news in each store."""
    most = 10 ** (6 if options.quick else options.history)
    sizes = sorted({10**4, EVERY_KEY_ONCE, 10**6, most})
    with tempfile.TemporaryDirectory(dir=options.where) as folder:
        runs = {size: digest_over(folder, size, options.runs) for size in sizes}
    for size, run in runs.items():
        say(f"digest_{size}_reports", run["reports"], "reports")
        say(f"digest_{size}_build_and_all_renderings_ms", run["all_ms"], "ms")
    last = runs[sizes[-1]]
    say("digest_build_ms", last["build_ms"], "ms")
    for name in RENDERINGS:
        say(f"digest_{name}_ms", last[f"{name}_ms"], "ms")
    say("digest_all_renderings_ms", last["all_ms"] - last["build_ms"], "ms")
    say("digest_rss_mib", last["rss_mib"], "MiB")
    name = f"10e{len(str(sizes[-1])) - 1}"
    say(f"digest_cost_{name}_over_10e4", last["all_ms"] / runs[10**4]["all_ms"], "ratio")
    say(f"digest_cost_{name}_over_every_key_once",
        last["all_ms"] / runs[EVERY_KEY_ONCE]["all_ms"], "ratio")


# ---- all of it ---------------------------------------------------------------------------------

PARTS = {"ingest": measure_ingest, "latency": measure_latency, "questions": measure_questions,
         "collector": measure_collector, "connections": measure_connections,
         "history": measure_history, "digest": measure_digest}


def machine():
    model = [line.split(":", 1)[1].strip()
             for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
             if line.startswith("model name")]
    return {"cpu": model[0] if model else platform.machine(), "cores": os.cpu_count(),
            "kernel": platform.release(), "sqlite": sqlite3.sqlite_version}


def print_table():
    width = max(len(name) for name in figures)
    print()
    for name, figure in figures.items():
        value = figure["value"]
        text = f"{value:,.3f}" if value < 100 else f"{value:,.0f}"
        print(f"{name:<{width}}  {text:>14}  {figure['unit']}")


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--out", default="bench-out", help="folder for the figures as JSON")
    parser.add_argument("--only", default=",".join(PARTS), help=f"of: {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="small figures, to see that it works")
    parser.add_argument("--runs", type=int, default=5, help="of which the median is said")
    parser.add_argument("--history", type=int, default=7, help="up to 10^N stored reports")
    parser.add_argument("--connections", type=lambda text: [int(n) for n in text.split(",")],
                        default=[1, 27, 1000, 11000], help="how many collectors, such as 27,11000")
    parser.add_argument("--where", default=None, help="folder on the disk to measure")
    options = parser.parse_args()
    if options.quick:
        options.runs = min(options.runs, 2)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    out = pathlib.Path(options.out)
    out.mkdir(exist_ok=True)
    options.where = options.where or str(out.resolve())
    for part in options.only.split(","):
        if part not in PARTS:
            parser.error(f"no such part: {part}; there are {', '.join(PARTS)}")
    for part in options.only.split(","):
        progress(f"{part} …")
        PARTS[part](options)
    stamp = time.strftime("%Y-%m-%dT%H%M%S")
    (out / f"bench-{stamp}.json").write_text(json.dumps(
        {"at": stamp, "machine": machine(), "simulated": True, "figures": figures}, indent=1))
    print_table()


if __name__ == "__main__":
    main()
