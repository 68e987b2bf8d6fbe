"""A page with a later text, and a correction and a rule that a file proposes for it."""

import datetime

from db.corrections import EntityRef, SetSpeaker
from db.corrections.models import Correction, CorrectionRule, ReassignMention
from tests.support.findings import TEXT, span

ADDRESS = "https://coastwire.example/pilots"
LATER = f"{TEXT}More pilots have joined them since, the harbour office said later.\n"
NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
CORRECTION = Correction(
    0, 0, *span("Pilots will walk out on Friday"), "Pilots will walk out on Friday",
    SetSpeaker(EntityRef("Port Luna", "ORG")), NOW,
)  # fmt: skip
RULE = CorrectionRule(0, "the minister", ReassignMention(EntityRef("Ana Reis", "PERSON")), NOW)
