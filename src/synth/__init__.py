"""From interviews and feedback to needs, themes, insights and persona drafts: offline, every statement proved."""

from synth.cards import Cards, write_cards
from synth.charts import draw_claims, draw_kinds, draw_themes, draw_waves
from synth.evidence import collect_evidence
from synth.findings import find
from synth.languages import load_nlp
from synth.personas import draft_personas
from synth.privacy import find_personal_data, pseudonymise
from synth.readers import import_summary, read
from synth.study import Study
from synth.tables import check_quotes
from synth.themes import ThemeModel, group
from synth.widgets import PersonaEditor, Tagger

__all__ = [
    "Cards",
    "PersonaEditor",
    "Study",
    "Tagger",
    "ThemeModel",
    "check_quotes",
    "collect_evidence",
    "draft_personas",
    "draw_claims",
    "draw_kinds",
    "draw_themes",
    "draw_waves",
    "find",
    "find_personal_data",
    "group",
    "import_summary",
    "load_nlp",
    "pseudonymise",
    "read",
    "write_cards",
]
