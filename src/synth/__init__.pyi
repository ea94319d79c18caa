"""The public names. `__init__.py` loads each of them when it is first used."""

from .agreement import measure_agreement as measure_agreement
from .cards import Cards as Cards
from .cards import write_cards as write_cards
from .charts import draw_claims as draw_claims
from .charts import draw_coverage as draw_coverage
from .charts import draw_kinds as draw_kinds
from .charts import draw_learning as draw_learning
from .charts import draw_themes as draw_themes
from .charts import draw_together as draw_together
from .charts import draw_waves as draw_waves
from .concordance import list_concordance as list_concordance
from .coverage import count_together as count_together
from .coverage import measure_coverage as measure_coverage
from .coverage import measure_intensity as measure_intensity
from .disagreements import agree as agree
from .disagreements import list_disagreements as list_disagreements
from .disagreements import resolve as resolve
from .double_coding import begin_round as begin_round
from .double_coding import draw_sample as draw_sample
from .double_coding import finish_round as finish_round
from .double_coding import list_rounds as list_rounds
from .double_coding import select_round as select_round
from .evidence import collect_evidence as collect_evidence
from .excerpts import collect_excerpts as collect_excerpts
from .excerpts import count_by_participant as count_by_participant
from .excerpts import count_cooccurrence as count_cooccurrence
from .excerpts import find_excerpts as find_excerpts
from .explanations import explain as explain
from .findings import find as find
from .languages import load_nlp as load_nlp
from .mending import mend_utterances as mend_utterances
from .passages import collect_passages as collect_passages
from .personas import draft_personas as draft_personas
from .privacy import PseudonymKey as PseudonymKey
from .privacy import apply_review as apply_review
from .privacy import check_consent as check_consent
from .privacy import find_candidates as find_candidates
from .privacy import find_personal_data as find_personal_data
from .privacy import list_review as list_review
from .privacy import measure_risk as measure_risk
from .privacy import pseudonymise as pseudonymise
from .privacy import read_protected as read_protected
from .privacy import write_protected as write_protected
from .privacy.erasing import erase as erase
from .progress import estimate_unseen as estimate_unseen
from .progress import propose_next as propose_next
from .progress import trace_learning as trace_learning
from .ranking import FindingRanker as FindingRanker
from .readers import import_summary as import_summary
from .readers import read as read
from .readers import read_to_parquet as read_to_parquet
from .revisions import carry_study as carry_study
from .spreadsheets import write_table as write_table
from .study import Study as Study
from .tables import check_quotes as check_quotes
from .themes import ThemeModel as ThemeModel
from .themes import compare_cuts as compare_cuts
from .themes import describe_themes as describe_themes
from .themes import group as group
from .widgets import CodebookEditor as CodebookEditor
from .widgets import CodingComparison as CodingComparison
from .widgets import PersonaEditor as PersonaEditor
from .widgets import PrivacyReview as PrivacyReview
from .widgets import Tagger as Tagger

__all__ = [
    "Cards",
    "CodebookEditor",
    "CodingComparison",
    "FindingRanker",
    "PersonaEditor",
    "PrivacyReview",
    "PseudonymKey",
    "Study",
    "Tagger",
    "ThemeModel",
    "agree",
    "apply_review",
    "begin_round",
    "carry_study",
    "check_consent",
    "check_quotes",
    "collect_evidence",
    "collect_excerpts",
    "collect_passages",
    "compare_cuts",
    "count_by_participant",
    "count_cooccurrence",
    "count_together",
    "describe_themes",
    "draft_personas",
    "draw_claims",
    "draw_coverage",
    "draw_kinds",
    "draw_learning",
    "draw_sample",
    "draw_themes",
    "draw_together",
    "draw_waves",
    "erase",
    "estimate_unseen",
    "explain",
    "find",
    "find_candidates",
    "find_excerpts",
    "find_personal_data",
    "finish_round",
    "group",
    "import_summary",
    "list_concordance",
    "list_disagreements",
    "list_review",
    "list_rounds",
    "load_nlp",
    "measure_agreement",
    "measure_coverage",
    "measure_intensity",
    "measure_risk",
    "mend_utterances",
    "propose_next",
    "pseudonymise",
    "read",
    "read_protected",
    "read_to_parquet",
    "resolve",
    "select_round",
    "trace_learning",
    "write_cards",
    "write_protected",
    "write_table",
]
