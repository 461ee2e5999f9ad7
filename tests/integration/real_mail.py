"""Real mail servers on loopback, each in a folder of its own: Debian's Postfix and OpenSMTPD, with TLS
and login, delivering into maildirs. And a proxy that stops at one step of the protocol.

Both need root, for they change to users of their own. Postfix runs from the installed package with a
configuration, queue and data of its own. OpenSMTPD cannot be installed beside Postfix: it runs from
unpacked packages in a chroot that holds it, its libraries and its users, and nothing else."""

import contextlib
import crypt
import os
import pathlib
import pwd
import random
import shutil
import signal
import socket
import socketserver
import ssl
import stat
import subprocess
import threading

from harness import BUILD, wait_for

DOMAIN = "example.vn"
USER, PASSWORD = "tiendo", "mật khẩu của hộp thư"
LOCAL_PORTS = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range")
MAILBOXES = ("chu-tich", "van-phong", "thu-ky")


def free_port():
    """Of those that the kernel hands out to nobody: until the server binds it, no other test beside
    this one is given it."""
    first_handed_out = int(LOCAL_PORTS.read_text().split()[0])
    while True:
        port = random.randrange(10000, first_handed_out)
        with socket.socket() as free, contextlib.suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class RealServer:
    """What both are to a test. GREYLISTING: the first try of each recipient is put off. TLS False: no
    STARTTLS on offer. MAX_BYTES: of one mail."""

    name = None

    def __init__(self, folder, certificate, key, greylisting=False, tls=True, max_bytes=20_000_000):
        self.folder = pathlib.Path(folder) / self.name
        self.certificate, self.key = certificate, key
        self.greylisting, self.tls, self.max_bytes = greylisting, tls, max_bytes
        self.port, self.smtps_port = free_port(), free_port()
        self.process = None

    def start(self):
        if not self.folder.exists():
            self.folder.mkdir()
            # What serves as another user has to get to its files.
            self.folder.parent.chmod(0o711)
            self.prepare()
        with open(self.folder / "log", "ab") as log:
            # A session of its own: all of its processes end together.
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, start_new_session=True)
        wait_for(lambda: listens(self.port) or self._ended(), f"{self.name} on {self.port}")
        return self

    def _ended(self):
        if self.process.poll() is not None:
            raise AssertionError(f"{self.name} ended:\n" + self.log())

    def log(self):
        return (self.folder / "log").read_text(errors="replace")[-3000:]

    def stop(self):
        if self.process and self.process.poll() is None:
            self.end()
            self.process.wait()
        wait_for(lambda: not listens(self.port), f"{self.name} to end")

    def end(self):
        os.killpg(self.process.pid, signal.SIGTERM)

    def sessions(self):
        """What the server noted of its sessions: who spoke to it, commands, addresses."""
        return self.log()

    def mailbox(self, user):
        return self.folder / "mail" / user

    def mails(self, user):
        """The contents of all mails that USER got, oldest first."""
        found = [path for part in ("new", "cur") for path in (self.mailbox(user) / part).glob("*")]
        return [path.read_bytes() for path in sorted(found, key=lambda p: p.stat().st_mtime_ns)]


class Postfix(RealServer):
    name = "postfix"

    @staticmethod
    def missing():
        """Why it cannot run here, or None."""
        if os.geteuid() != 0:
            return "Postfix changes to users of its own, which takes root"
        if not shutil.which("postfix") or not shutil.which("saslpasswd2"):
            return "postfix or sasl2-bin is not installed (scripts/install-packages test)"
        return None

    def command(self):
        return ["postfix", "-c", str(self.folder / "conf"), "start-fg"]

    def prepare(self):
        conf = self.folder / "conf"
        for name in ("conf/sasl", "queue", "data", "mail"):
            (self.folder / name).mkdir(parents=True)
        for name in ("data", "mail"):
            shutil.chown(self.folder / name, "postfix")
        self.policy = GreylistPolicy() if self.greylisting else None
        (conf / "main.cf").write_text(self._main(), encoding="utf-8")
        (conf / "master.cf").write_text(self._master(), encoding="utf-8")
        (conf / "virtual").write_text("".join(f"{u}@{DOMAIN} {u}/\n" for u in MAILBOXES))
        # Debian's Postfix looks for it there, whatever cyrus_sasl_config_path says.
        (conf / "sasl/smtpd.conf").write_text(
            "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\n"
            f"sasldb_path: {conf}/sasldb2\n")
        subprocess.run(["saslpasswd2", "-p", "-c", "-f", str(conf / "sasldb2"), "-u", DOMAIN, USER],
                       input=PASSWORD.encode(), check=True)
        shutil.chown(conf / "sasldb2", "postfix")

    def sessions(self):
        return (self.folder / "postfix.log").read_text(errors="replace")

    def end(self):
        subprocess.run(["postfix", "-c", str(self.folder / "conf"), "stop"], check=True,
                       capture_output=True)
        if self.policy:
            self.policy.stop()

    def _main(self):
        f, user = self.folder, pwd.getpwnam("postfix")
        policy = f"check_policy_service inet:127.0.0.1:{self.policy.port}, " if self.policy else ""
        return f"""
compatibility_level = 3.6
queue_directory = {f}/queue
data_directory = {f}/data
maillog_file = {f}/postfix.log
maillog_file_prefixes = {f}
myhostname = mail.{DOMAIN}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
local_recipient_maps =
alias_maps =
message_size_limit = {self.max_bytes}
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_base = {f}/mail
virtual_mailbox_maps = texthash:{f}/conf/virtual
virtual_mailbox_limit = 0
virtual_uid_maps = static:{user.pw_uid}
virtual_gid_maps = static:{user.pw_gid}
virtual_minimum_uid = 1
smtpd_tls_security_level = {"encrypt" if self.tls else "none"}
smtpd_tls_cert_file = {self.certificate}
smtpd_tls_key_file = {self.key}
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = {DOMAIN}
smtpd_sasl_security_options = noanonymous
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = {policy}permit_sasl_authenticated, reject
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
"""

    def _master(self):
        return f"""
127.0.0.1:{self.port} inet n - n - - smtpd
127.0.0.1:{self.smtps_port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


class GreylistPolicy:
    """A policy service for Postfix (SMTPD_POLICY_README): puts off a recipient's first try."""

    def __init__(self):
        seen = set()

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                asked = {}
                for line in self.rfile:
                    name, _, value = line.decode("utf-8", "replace").rstrip("\n").partition("=")
                    asked[name] = value
                    if not name:
                        first = asked.get("recipient") not in seen
                        seen.add(asked.get("recipient"))
                        answer = "450 4.7.1 Greylisted, come back later" if first else "DUNNO"
                        self.wfile.write(f"action={answer}\n\n".encode())
                        asked = {}

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class OpenSmtpd(RealServer):
    name = "opensmtpd"
    UIDS = {"opensmtpd": 61001, "opensmtpq": 61002, "mail": 61003}
    unpacked = BUILD.parent / "opensmtpd"

    @classmethod
    def missing(cls):
        """Why it cannot run here, or None. Fetches what it needs once."""
        if os.geteuid() != 0:
            return "OpenSMTPD changes to users of its own and into a chroot, which takes root"
        fetched = subprocess.run([pathlib.Path(__file__).with_name("fetch-opensmtpd"), cls.unpacked],
                                 capture_output=True, text=True)
        return "OpenSMTPD cannot be fetched: " + fetched.stderr[-500:] if fetched.returncode else None

    def command(self):
        return ["chroot", str(self.folder), "/usr/sbin/smtpd", "-d"]

    def mailbox(self, user):
        return super().mailbox(user) / "Maildir"

    def prepare(self):
        f = self.folder
        shutil.copytree(self.unpacked, f, symlinks=True, dirs_exist_ok=True)
        for name in ("etc", "dev", "tmp", "mail", "root", "var/run", "var/spool/smtpd",
                     "var/lib/opensmtpd/empty"):
            (f / name).mkdir(parents=True, exist_ok=True)
        (f / "var/spool/smtpd").chmod(0o711)
        (f / "tmp").chmod(0o1777)
        for minor, name in ((3, "null"), (9, "urandom")):
            os.mknod(f / "dev" / name, 0o666 | stat.S_IFCHR, os.makedev(1, minor))
            (f / "dev" / name).chmod(0o666)
        self._write_users()
        self._write_configuration()

    def _write_users(self):
        f = self.folder
        users = {"root": 0, **self.UIDS}
        homes = {"root": "/root", "mail": "/mail"}
        (f / "etc/passwd").write_text("".join(
            f"{u}:x:{n}:{n}::{homes.get(u, '/var/lib/opensmtpd/empty')}:/bin/sh\n"
            for u, n in users.items()))
        (f / "etc/group").write_text("".join(f"{u}:x:{n}:\n" for u, n in users.items()))
        os.chown(f / "mail", self.UIDS["mail"], self.UIDS["mail"])

    def _write_configuration(self):
        etc = self.folder / "etc"
        (etc / "mailname").write_text(f"mail.{DOMAIN}\n")
        (etc / "hosts").write_text("127.0.0.1 localhost\n")
        (etc / "resolv.conf").write_text("nameserver 127.0.0.1\n")
        for source, name in ((self.certificate, "server.pem"), (self.key, "server.key")):
            shutil.copy(source, etc / name)
            (etc / name).chmod(0o600)
        # It trusts nobody, but does not start without a list of authorities.
        (etc / "ssl/certs").mkdir(parents=True)
        shutil.copy(self.certificate, etc / "ssl/certs/ca-certificates.crt")
        hashed = crypt.crypt(PASSWORD, crypt.mksalt(crypt.METHOD_SHA512))
        (etc / "credentials").write_text(f"{USER}\t{hashed}\n", encoding="utf-8")
        (etc / "boxes").write_text("".join(f"{u}@{DOMAIN}\tmail\n" for u in MAILBOXES))
        (etc / "greylist").write_text(GREYLIST_FILTER)
        (etc / "greylist").chmod(0o755)
        tls = "tls-require pki mail auth <credentials>" if self.tls else ""
        (etc / "smtpd.conf").write_text(f"""
pki mail cert "/etc/server.pem"
pki mail key "/etc/server.key"
table credentials file:/etc/credentials
table boxes file:/etc/boxes
smtp max-message-size "{self.max_bytes}"
{'filter grey proc-exec "/bin/sh /etc/greylist" user mail' if self.greylisting else ''}
listen on 127.0.0.1 port {self.port} {tls} {"filter grey" if self.greylisting else ""}
listen on 127.0.0.1 port {self.smtps_port} smtps pki mail auth <credentials>
action keep maildir "/mail/%{{dest.user}}/Maildir" virtual <boxes>
match {"auth" if self.tls else ""} from any for domain "{DOMAIN}" action keep
""", encoding="utf-8")


# The protocol of filters (smtpd-filters(7)); with nothing but what the shell has built in.
GREYLIST_FILTER = r"""
seen=' '
while IFS='|' read -r kind version stamp subsystem phase session token parameter; do
    case "$kind|$version" in
    'config|ready')
        echo 'register|filter|smtp-in|rcpt-to'
        echo 'register|ready' ;;
    filter*)
        case "$seen" in
        *" $parameter "*) echo "filter-result|$session|$token|proceed" ;;
        *) echo "filter-result|$session|$token|reject|450 4.7.1 Greylisted, come back later"
           seen="$seen$parameter " ;;
        esac ;;
    esac
done
"""
