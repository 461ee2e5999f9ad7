"""A machine of its own for a test: Debian's systemd as the first process of new namespaces, over a
copy of this system that is thrown away. Needs root, and a kernel that allows all that."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

from harness import BUILD, DEADLINE_S, wait_for

# Within the namespaces; $1: a folder to work in, $2: what is laid over the system.
BOOT = r"""
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
cd "$1/root"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mount -t tmpfs tmpfs var
mount --rbind /dev dev
cp -r "$2/." .
mkdir -p var/lib var/log var/cache var/tmp srv
# Nothing of the system that it is a copy of starts.
rm -rf {usr/lib,etc}/systemd/system/*.{wants,requires} {usr/lib,etc}/systemd/system-generators
: > etc/fstab
echo 0123456789abcdef0123456789abcdef > etc/machine-id
printf '[Unit]\nWants=systemd-journald.service\n' > etc/systemd/system/test.target
pivot_root . tmp
exec chroot . /usr/bin/env -i container=lxc PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    /bin/sh -c 'umount -l /tmp && mount -t tmpfs tmpfs /tmp && chmod 1777 /tmp &&
                exec /lib/systemd/systemd --system --unit=test.target --show-status=false'
"""


class Machine:
    """What was built is installed on it under /usr/local."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tiendo-machine-"))
        self.init = self.cgroup = None
        try:
            self._boot()
        except (OSError, subprocess.CalledProcessError, AssertionError) as why:
            said = self._said()
            self.stop()
            raise unittest.SkipTest(f"no systemd of its own can be started here: {why} {said}")

    def _boot(self):
        if os.geteuid() != 0:
            raise OSError("only root may")
        work, laid_over = self.folder / "work", self.folder / "over"
        work.mkdir()
        subprocess.run(["cmake", "--install", str(BUILD), "--prefix", "/usr/local"], check=True,
                       stdout=subprocess.DEVNULL, env={**os.environ, "DESTDIR": str(laid_over)})
        # systemd takes whatever is in its control group for its own.
        mounts = pathlib.Path("/proc/self/mounts").read_text().splitlines()
        where = next((m.split()[1] for m in mounts if m.split()[2] == "cgroup2"), None)
        if not where:
            raise OSError("no cgroup2")
        self.cgroup = pathlib.Path(where) / self.folder.name
        self.cgroup.mkdir()
        self.console = open(self.folder / "console", "wb")
        self.outer = subprocess.Popen(
            ["unshare", "-p", "-m", "-u", "-i", "-n", "-C", "--fork", "--kill-child", "bash", "-c",
             BOOT, "boot", str(work), str(laid_over)],
            stdin=subprocess.DEVNULL, stdout=self.console, stderr=self.console,
            preexec_fn=lambda: (self.cgroup / "cgroup.procs").write_text("0"))
        children = pathlib.Path(f"/proc/{self.outer.pid}/task/{self.outer.pid}/children")
        self.init = int(wait_for(lambda: self._alive() and children.read_text(), "the first process"))
        wait_for(lambda: self._alive() and self.run("systemctl", "is-active", "-q", "test.target",
                                                    check=False).returncode == 0, "systemd")

    def _alive(self):
        if self.outer.poll() is not None:
            raise OSError("it ended")
        return True

    def _said(self):
        console = self.folder / "console"
        return console.read_text(errors="replace")[-500:] if console.exists() else ""

    def stop(self):
        if self.init:
            self.outer.send_signal(signal.SIGKILL)
            self.outer.wait()
            self.console.close()
        if self.cgroup and self.cgroup.exists():
            wait_for(lambda: "populated 0" in (self.cgroup / "cgroup.events").read_text(),
                     "the last process's end")
            for folder, _, _ in sorted(os.walk(self.cgroup), reverse=True):
                os.rmdir(folder)
        shutil.rmtree(self.folder)

    def _inside(self, arguments):
        return ["nsenter", "-t", str(self.init), "-a", "-r", "-w", *arguments]

    def start(self, *arguments, **options):
        """A process on the machine that goes on."""
        return subprocess.Popen(self._inside(arguments), stdin=subprocess.DEVNULL, **options)

    def run(self, *arguments, check=True, account=None, env=None):
        """Runs a command on the machine, as root or ACCOUNT."""
        if account:
            arguments = ("setpriv", "--reuid", account, "--regid", account, "--init-groups",
                         *arguments)
        done = subprocess.run(self._inside(arguments), capture_output=True, text=True,
                              timeout=DEADLINE_S, env={**os.environ, "LC_ALL": "C.UTF-8",
                                                       **(env or {})})
        if check and done.returncode != 0:
            raise AssertionError(f"{arguments}: exit {done.returncode}\n{done.stdout}{done.stderr}\n"
                                 + self.run("journalctl", "--no-pager", "-n", "40").stdout)
        return done

    def path(self, path):
        """PATH on the machine, as this process reaches it."""
        return pathlib.Path(f"/proc/{self.init}/root") / path.lstrip("/")

    def show(self, unit, *properties):
        """Properties of a unit, as systemd has them now."""
        said = self.run("systemctl", "show", "-p", ",".join(properties), unit).stdout
        return dict(line.split("=", 1) for line in said.splitlines())
