"""From files to persona drafts with the network cut."""

import subprocess
import sys

import pytest

TALK = """Interviewer: Wie lief es?
{name}: Ich verstehe das Formular nicht. Ich warte seit Wochen auf eine Antwort.
Interviewer: Und dann?
{name}: Ich kann mich nicht anmelden. Ich brauche Hilfe. Die Hotline ist nicht erreichbar.
{name}: Ich verstehe den Brief nicht. Es ist viel zu kompliziert.
"""

OFFLINE = """
import socket
import sys

def refuse(*args, **kwargs):
    raise RuntimeError(f"the network was asked for: {args}")

socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse

from synth.evidence import collect_evidence
from synth.findings import find
from synth.personas import draft_personas
from synth.readers import read
from synth.themes import group

utterances = read(sys.argv[1])
findings = find(utterances)
evidence = collect_evidence(findings, utterances, group(findings, utterances))
print(sorted(utterances["language"].unique()), [draft["participants"] for draft in draft_personas(evidence)])
"""


@pytest.mark.slow
def test_reading_finding_grouping_and_drafting_ask_for_no_network(tmp_path):
    for name in ("P1", "P2", "P3"):
        (tmp_path / f"{name}.txt").write_text(TALK.format(name=name), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(tmp_path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert (run.returncode, run.stdout) == (0, "['de'] [['P1', 'P2', 'P3']]\n"), run.stderr
